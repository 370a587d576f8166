package io.millrace.notifier.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Heap;
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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets clients in a few at a time. Threads take turns on the processors in the order in which they came: a thousand
 * that check their tokens at once would otherwise all have their turn before the next message is sent to anybody else.
 * And while others wait to be let in, a place rests for as long as it was taken, so that those who are in already have
 * three quarters of the processors. Each that waits holds buffers: more than there is memory for are told to come back.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdmissionFilter extends OncePerRequestFilter {
    /** About as many as are let in within a second: more would hold buffers for longer, and be let in no sooner. */
    static final int MOST_WAITING = 128;

    private static final Set<String> PATHS = Set.of("/socket", "/socket-tickets", "/events");

    private static final String STAY = AdmissionFilter.class.getName() + ".stay";

    /** A client that was slow to answer is no reason for others to wait. */
    private static final long MOST_REST_NANOS = Duration.ofMillis(20).toNanos();

    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /** Clients that wait, as far as there is memory for. */
    private final Semaphore clients = room(10);

    /** Calls of health, metrics and the like. */
    private final Semaphore others = room(2);

    private final Spread spread;
    private final Problems problems;
    private final Counter refused;

    AdmissionFilter(Spread spread, Problems problems, MeterRegistry meters) {
        this.spread = spread;
        this.problems = problems;
        this.refused = Counter.builder("millrace.requests.refused")
                .description("requests that were answered 429 because too many came at once")
                .register(meters);
    }

    private static Semaphore room(int percent) {
        return new Semaphore(Math.clamp(Heap.room(percent, RequestTurns.BUFFER_BYTES), 8, MOST_WAITING));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isClient = PATHS.contains(request.getRequestURI());
        Semaphore room = isClient ? clients : others;
        if (!room.tryAcquire()) {
            refused.increment();
            problems.write(
                    response,
                    new ProblemException(ProblemType.OVERLOADED, "too many clients come at once; please try again")
                            .withHeader(HttpHeaders.RETRY_AFTER, String.valueOf(1 + spread.waitMillis() / 1000)));
            return;
        }
        RequestTurns.endTurn();
        var stay = new Stay(room);
        try {
            if (isClient) {
                stay.takePlace();
                request.setAttribute(STAY, stay);
            }
            chain.doFilter(request, response);
        } finally {
            stay.end();
        }
    }

    /** The client is in, and what goes on in this request is no admission any more. */
    static void admitted(HttpServletRequest request) {
        if (request.getAttribute(STAY) instanceof Stay stay) {
            stay.end();
        }
    }

    /** What a request has here until it ends or its client is in; belongs to the request's thread. */
    private final class Stay {
        private final Semaphore room;
        private long placeSince;
        private boolean hasPlace;
        private boolean hasEnded;

        Stay(Semaphore room) {
            this.room = room;
        }

        void takePlace() {
            places.acquireUninterruptibly();
            hasPlace = true;
            placeSince = System.nanoTime();
        }

        void end() {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            if (hasPlace) {
                leavePlace(System.nanoTime() - placeSince);
            }
            room.release();
        }
    }

    private void leavePlace(long takenNanos) {
        if (places.hasQueuedThreads()) {
            CompletableFuture.delayedExecutor(
                            Math.min(takenNanos, MOST_REST_NANOS), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(places::release);
        } else {
            places.release();
        }
    }
}
