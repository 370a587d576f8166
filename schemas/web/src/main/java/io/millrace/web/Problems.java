package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller does: in filters, and for what the server itself refuses. */
public final class Problems {
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

    /** Answers with the problem; the response must not be committed yet. */
    public void write(HttpServletResponse response, ProblemException problem) throws IOException {
        problem.headers().forEach((name, values) -> response.setHeader(name, values.getFirst()));
        write(response, problem.body());
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
