package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The request cannot be answered as asked, in the words of the caller: whoever finds out throws it, and it becomes the
 * answer as {@code application/problem+json}. Nothing inside may be what the caller must not see.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<Problem.Flaw> errors;
    private final @Nullable String parameter;
    private final transient Map<String, String> headers;

    private ProblemException(
            ProblemType type,
            String detail,
            List<Problem.Flaw> errors,
            @Nullable String parameter,
            Map<String, String> headers,
            @Nullable Throwable cause) {
        // Without a stack trace: it is an answer, not a defect, and refusing must be cheap.
        super(detail, cause, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.parameter = parameter;
        this.headers = Map.copyOf(headers);
    }

    /** A problem that the detail says all about. */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), null, Map.of(), null);
    }

    /** A problem with a cause for the log; the caller sees only the detail. */
    public ProblemException(ProblemType type, String detail, Throwable cause) {
        this(type, detail, List.of(), null, Map.of(), cause);
    }

    /** There is nothing here, or nothing that this caller may know of. */
    public static ProblemException notFound(String detail) {
        return new ProblemException(ProblemType.NOT_FOUND, detail);
    }

    /** A query parameter is not valid. */
    public static ProblemException invalidQuery(String parameter, String detail) {
        return new ProblemException(ProblemType.INVALID_QUERY, detail, List.of(), parameter, Map.of(), null);
    }

    /** The same with all that is wrong in the body, place by place. */
    public ProblemException withErrors(List<Problem.Flaw> all) {
        return new ProblemException(type, detail(), all, parameter, headers, getCause());
    }

    /** The same with a header of the answer, such as {@code Retry-After} or {@code Allow}. */
    public ProblemException withHeader(String name, String value) {
        return new ProblemException(type, detail(), errors, parameter, Map.of(name, value), getCause());
    }

    /** What kind of problem it is. */
    public ProblemType type() {
        return type;
    }

    /** What is wrong with this request, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    HttpHeaders headers() {
        var all = new HttpHeaders();
        headers.forEach(all::set);
        return all;
    }

    Problem body() {
        return new Problem(
                type.uri(), type.title(), type.status(), detail(), errors.isEmpty() ? null : errors, parameter);
    }
}
