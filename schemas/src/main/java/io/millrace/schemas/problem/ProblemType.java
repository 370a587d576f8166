package io.millrace.schemas.problem;

import java.net.URI;

/** The kinds of problems (RFC 9457) that the HTTP interfaces answer with; their slugs never change. */
public enum ProblemType {
    INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
    INVALID_DEFINITION("invalid-definition", 400, "The workflow definition is not valid"),
    INVALID_QUERY("invalid-query", 400, "A query parameter is not valid"),
    INVALID_BODY("invalid-body", 400, "The body cannot be read"),
    AUTHORIZATION_FAILED("authorization-failed", 400, "The credential could not be authorized"),
    UNAUTHENTICATED("unauthenticated", 401, "Authentication is missing or not valid"),
    FORBIDDEN("forbidden", 403, "The caller may not do this"),
    NOT_FOUND("not-found", 404, "There is nothing here"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
    NOT_ACCEPTABLE("not-acceptable", 406, "The answer cannot be given in an accepted form"),
    BODY_TOO_SLOW("body-too-slow", 408, "The body took too long to come"),
    WORKFLOW_ID_TAKEN("workflow-id-taken", 409, "The workflow id belongs to another owner"),
    WORKFLOW_INACTIVE("workflow-inactive", 409, "The workflow is not active"),
    CREDENTIAL_IN_USE("credential-in-use", 409, "A live workflow needs the credential as it is"),
    EXECUTION_UNFINISHED("execution-unfinished", 409, "The execution has not ended yet"),
    PRECONDITION_FAILED("precondition-failed", 412, "The workflow has changed since it was read"),
    BODY_TOO_LARGE("body-too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body's media type is not supported"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The idempotency key was used with another body"),
    IDEMPOTENCY_KEY_FAILED("idempotency-key-failed", 422, "The webhook's idempotency key cannot be worked out"),
    RATE_LIMITED("rate-limited", 429, "The rate limit is reached"),
    OVERLOADED("overloaded", 429, "More is asked than can be done now"),
    INTERNAL("internal", 500, "Something unexpected went wrong"),
    EXECUTION_FAILED("execution-failed", 500, "The execution did not succeed"),
    AUTHENTICATION_UNAVAILABLE("authentication-unavailable", 503, "The caller cannot be checked now"),
    LOG_UNAVAILABLE("log-unavailable", 503, "The event log did not acknowledge in time"),
    CREDENTIALS_UNAVAILABLE("credentials-unavailable", 503, "Credentials cannot be encrypted or decrypted here"),
    RECORDER_UNAVAILABLE("recorder-unavailable", 503, "The history could not be read"),
    DATABASE_UNAVAILABLE("database-unavailable", 503, "The database did not answer");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /** The problem's {@code type}. */
    public URI uri() {
        return URI.create("urn:millrace:problem:" + slug);
    }

    /** The HTTP status code that goes with it. */
    public int status() {
        return status;
    }

    /** What it is, for people; the same for each occurrence. */
    public String title() {
        return title;
    }
}
