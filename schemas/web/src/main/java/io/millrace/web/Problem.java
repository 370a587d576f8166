package io.millrace.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.schemas.problem.ProblemType;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a refusal, RFC 9457.
 *
 * @param errors what is wrong in the body, place by place; only where the body is at fault
 * @param parameter the query parameter at fault; only where one is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        URI type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable List<Flaw> errors,
        @Nullable String parameter) {
    /** Its media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * Something wrong in the body.
     *
     * @param pointer where, RFC 6901
     * @param message what, for people
     */
    public record Flaw(String pointer, String message) {}

    static Problem of(ProblemType type, @Nullable String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, null, null);
    }
}
