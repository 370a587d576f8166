package io.millrace.notifier.socket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets clients in a few at a time. Threads take turns on the processors in the order in which they came: a thousand
 * that check their tokens at once would otherwise all have their turn before the next message is sent to anybody else.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdmissionFilter extends OncePerRequestFilter {
    private static final Set<String> PATHS = Set.of("/socket", "/socket-tickets", "/events");

    private static final String RELEASE = AdmissionFilter.class.getName() + ".release";

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
        var held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.getAndSet(false)) {
                places.release();
            }
        };
        request.setAttribute(RELEASE, release);
        try {
            chain.doFilter(request, response);
        } finally {
            release.run();
        }
    }

    /** The client is in, and what goes on in this request is no admission any more. */
    static void admitted(HttpServletRequest request) {
        if (request.getAttribute(RELEASE) instanceof Runnable release) {
            release.run();
        }
    }
}
