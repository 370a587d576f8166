package io.millrace.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.schemas.problem.ProblemType;
import io.swagger.v3.oas.annotations.media.Schema;
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
@Schema(description = "A refusal (RFC 9457).")
public record Problem(
        @Schema(description = "What kind of problem it is, `urn:millrace:problem:…`; it never changes.")
        URI type,

        @Schema(description = "The same for people.") String title,
        @Schema(description = "The HTTP status.") int status,

        @Schema(description = "What is wrong with this request.") @Nullable
        String detail,

        @Schema(description = "What is wrong in the body, place by place; only where the body is at fault.") @Nullable
        List<Flaw> errors,

        @Schema(description = "The query parameter at fault; only where one is.") @Nullable
        String parameter) {
    /** Its media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * Something wrong in the body.
     *
     * @param pointer where, RFC 6901
     * @param message what, for people
     */
    @Schema(description = "Something wrong in a body.")
    public record Flaw(
            @Schema(description = "Where (RFC 6901).") String pointer,
            @Schema(description = "What, for people.") String message) {}

    static Problem of(ProblemType type, @Nullable String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, null, null);
    }
}
