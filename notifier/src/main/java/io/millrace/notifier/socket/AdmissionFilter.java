package io.millrace.notifier.socket;

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
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets clients in a few at a time. Threads take turns on the processors in the order in which they came: a thousand
 * that check their tokens at once would otherwise all have their turn before the next message is sent to anybody else.
 * And while others wait to be let in, a place rests for as long as it was taken, so that those who are in already have
 * three quarters of the processors.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdmissionFilter extends OncePerRequestFilter {
    private static final Set<String> PATHS = Set.of("/socket", "/socket-tickets", "/events");

    private static final String RELEASE = AdmissionFilter.class.getName() + ".release";

    /** A client that was slow to answer is no reason for others to wait. */
    private static final long MOST_REST_NANOS = Duration.ofMillis(20).toNanos();

    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !PATHS.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
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
                            Math.min(takenNanos, MOST_REST_NANOS), TimeUnit.NANOSECONDS, Runnable::run)
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
    }
}
