package io.millrace.gateway.trigger;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/** The caller's W3C trace context, passed on so that an execution shows up in the caller's trace. */
public final class TraceContext {
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    /** The {@code traceparent}; what is malformed is as good as none. */
    public static Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("traceparent")).filter(TRACEPARENT.asMatchPredicate());
    }
}
