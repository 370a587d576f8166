package io.millrace.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Heap;
import io.millrace.web.ProblemException;
import io.millrace.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses at once, with 429, what there is no memory or no processor for; health and metrics always get through. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdmissionFilter extends OncePerRequestFilter {
    private final Admission admission;
    private final ProcessorDelay delay;
    private final long maxBody;
    private final Problems problems;
    private final Counter refusedForDelay;
    private final Counter refusedForMemory;

    AdmissionFilter(GatewaySettings settings, ProcessorDelay delay, Problems problems, MeterRegistry meters) {
        this.delay = delay;
        this.admission = new Admission(Heap.share(settings.requestMemoryPercent()));
        this.maxBody = settings.body().maxSize().toBytes();
        this.problems = problems;
        this.refusedForDelay = refused(meters, "delay");
        this.refusedForMemory = refused(meters, "memory");
        Gauge.builder("millrace.requests.memory", admission, Admission::used)
                .description("the share of the budget that requests under way take, 0 to 1")
                .register(meters);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (delay.isTooLong()) {
            refuse(response, refusedForDelay, delay.seconds());
            return;
        }
        int taken = admission.take(bodyLength(request));
        if (taken == 0) {
            refuse(response, refusedForMemory, 1);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            admission.giveBack(taken);
        }
    }

    private static Counter refused(MeterRegistry meters, String reason) {
        return Counter.builder("millrace.requests.refused")
                .description("requests that were answered 429 because there was no memory or no processor for them")
                .tag("reason", reason)
                .register(meters);
    }

    private void refuse(HttpServletResponse response, Counter refused, long seconds) throws IOException {
        refused.increment();
        problems.write(
                response,
                new ProblemException(ProblemType.OVERLOADED, "too many requests are under way; please try again")
                        .withHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds)));
    }

    private long bodyLength(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length < 0) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : maxBody;
        }
        return Math.min(length, maxBody); // what is longer is refused unread
    }
}
