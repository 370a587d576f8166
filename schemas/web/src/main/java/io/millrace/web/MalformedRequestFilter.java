package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.RequestPath;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what Spring's own parsers fall over, where nothing is ready yet to turn that into an answer: a media type
 * that begins with a quote, a path whose parameters behind a semicolon have a malformed percent escape.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class MalformedRequestFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(MalformedRequestFilter.class);

    private final Problems problems;

    MalformedRequestFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> flaw = flaw(request);
        if (flaw.isPresent()) {
            problems.write(response, Problem.of(ProblemType.INVALID_REQUEST, flaw.get()));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<String> flaw(HttpServletRequest request) {
        if (!isReadable(request.getHeader(HttpHeaders.ACCEPT)) || !isReadable(request.getContentType())) {
            return Optional.of("a media type is malformed");
        }
        try {
            RequestPath.parse(request.getRequestURI(), request.getContextPath());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            log.debug("a malformed path", e);
            return Optional.of("the path is malformed");
        }
    }

    /** Whether the parser comes to a result, be it that this is no media type. */
    private static boolean isReadable(@Nullable String types) {
        try {
            MediaType.parseMediaTypes(types);
        } catch (InvalidMediaTypeException e) {
            log.trace("for whoever needs it to refuse", e);
        } catch (StringIndexOutOfBoundsException e) {
            log.debug("a malformed media type", e);
            return false;
        }
        return true;
    }
}
