package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.firewall.RequestRejectedException;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller does: in filters and servlets, and for what the server itself refuses. */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final Map<Integer, ProblemType> BY_STATUS = Map.of(
            401, ProblemType.UNAUTHENTICATED,
            403, ProblemType.FORBIDDEN,
            404, ProblemType.NOT_FOUND,
            405, ProblemType.METHOD_NOT_ALLOWED,
            406, ProblemType.NOT_ACCEPTABLE,
            413, ProblemType.BODY_TOO_LARGE,
            415, ProblemType.UNSUPPORTED_MEDIA_TYPE,
            429, ProblemType.OVERLOADED);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** The kind of problem that a bare status stands for. */
    static ProblemType forStatus(int status) {
        return BY_STATUS.getOrDefault(status, status < 500 ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL);
    }

    /** What a request that ended with this is answered with; what the caller is not told is in the log. */
    static Problem of(RuntimeException failure) {
        return switch (failure) {
            case ProblemException ours -> {
                if (ours.type().status() >= 500) {
                    // What is expected to fail at times (a broker, a database) fails often then: a line, no stack.
                    log.warn(
                            "answered {}: {}, because of {}",
                            ours.type().status(),
                            ours.detail(),
                            String.valueOf(ours.getCause()));
                }
                yield ours.body();
            }
            // A header that Spring Security's firewall refuses only when it is read.
            case RequestRejectedException malformed -> Problem.of(ProblemType.INVALID_REQUEST, "a header is malformed");
            default -> {
                log.error("a request failed unexpectedly", failure);
                yield Problem.of(ProblemType.INTERNAL, null);
            }
        };
    }

    /**
     * Answers a request that ended with this.
     *
     * @throws RuntimeException the failure itself, if an answer is under way already: the server then breaks it off, so
     *     that nobody takes it for whole
     */
    public void answer(HttpServletResponse response, RuntimeException failure) throws IOException {
        if (response.isCommitted()) {
            throw failure;
        }
        Problem problem = of(failure);
        if (failure instanceof ProblemException ours) {
            setHeaders(response, ours);
        }
        write(response, problem);
    }

    /** Answers with the problem; the response must not be committed yet. */
    public void write(HttpServletResponse response, ProblemException problem) throws IOException {
        setHeaders(response, problem);
        write(response, problem.body());
    }

    private static void setHeaders(HttpServletResponse response, ProblemException problem) {
        problem.headers().forEach((name, values) -> response.setHeader(name, values.getFirst()));
    }

    void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = json.writeValueAsBytes(problem);
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
