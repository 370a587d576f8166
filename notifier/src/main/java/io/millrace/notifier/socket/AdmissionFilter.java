package io.millrace.notifier.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Problems;
import io.millrace.web.RequestTurns;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets clients in a few at a time. Threads take turns on the processors in the order in which they came: a thousand
 * that check their tokens at once would otherwise all have their turn before the next message is sent to anybody else.
 * And while others wait to be let in, a place rests for twice as long as it was taken, so that those who are in already
 * have five sixths of the processors. Each that waits holds buffers: more than there is memory for are told to come
 * back.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdmissionFilter extends OncePerRequestFilter {
    private static final Set<String> PATHS = Set.of("/socket", "/socket-tickets", "/events");

    private static final String RETRY_AFTER_SECONDS = "2";

    private static final String RELEASE = AdmissionFilter.class.getName() + ".release";

    /** Times that a place was taken. */
    private static final int RESTS = 2;

    /** A client that was slow to answer is no reason for others to wait. */
    private static final long MOST_REST_NANOS = Duration.ofMillis(20).toNanos();

    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Problems problems;
    private final int mostWaiting;
    private final Counter refused;

    AdmissionFilter(RequestTurns turns, Problems problems, MeterRegistry meters) {
        this.problems = problems;
        this.mostWaiting = turns.atOnce() - turns.refusals();
        this.refused = Counter.builder("millrace.requests.refused")
                .description("requests that were answered 429 because too many waited to be let in")
                .register(meters);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !PATHS.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (places.getQueueLength() >= mostWaiting) {
            refused.increment();
            problems.write(
                    response,
                    new ProblemException(ProblemType.OVERLOADED, "too many clients come at once; please try again")
                            .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
            return;
        }
        places.acquireUninterruptibly();
        long since = System.nanoTime();
        var held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.getAndSet(false)) {
                release(System.nanoTime() - since);
            }
        };
        request.setAttribute(RELEASE, release);
        try {
            chain.doFilter(request, response);
        } finally {
            release.run();
        }
    }

    private void release(long takenNanos) {
        if (places.hasQueuedThreads()) {
            CompletableFuture.delayedExecutor(
                            Math.min(RESTS * takenNanos, MOST_REST_NANOS), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(places::release);
        } else {
            places.release();
        }
    }

    /** The client is in, and what goes on in this request is no admission any more. */
    static void admitted(HttpServletRequest request) {
        if (request.getAttribute(RELEASE) instanceof Runnable release) {
            release.run();
        }
        RequestTurns.endTurn();
    }
}
