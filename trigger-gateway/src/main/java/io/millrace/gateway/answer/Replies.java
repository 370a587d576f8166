package io.millrace.gateway.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes HTTP answers of what executions came to. */
public final class Replies {
    /** Names the execution in an answer that a workflow gave. */
    public static final String EXECUTION_ID = "Millrace-Execution-Id";

    private static final JsonMapper JSON = new JsonMapper(RawJson.UNBOUNDED);
    private static final byte[] NULL = "null".getBytes(UTF_8);
    private static final String BINARY = "$binary";

    /** What is sent, and as what. */
    private record Content(String type, ByteBuffer bytes) {}

    private Replies() {}

    /**
     * The answer.
     *
     * @throws ProblemException if the execution did not succeed
     */
    public static ResponseEntity<byte[]> of(UUID executionId, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Responded responded -> responded(executionId, responded);
            case Outcome.Succeeded(var output) -> {
                var headers = headers(executionId);
                headers.setContentType(MediaType.APPLICATION_JSON);
                yield ResponseEntity.ok().headers(headers).body(output == null ? NULL : bytes(output));
            }
            // Not the reason: it is the owner's, who finds it in the history.
            case Outcome.Ended(var status) ->
                throw new ProblemException(
                                ProblemType.EXECUTION_FAILED,
                                "execution " + executionId + " ended as "
                                        + status.name().toLowerCase(Locale.ROOT))
                        .withHeader(EXECUTION_ID, executionId.toString());
        };
    }

    private static ResponseEntity<byte[]> responded(UUID executionId, Outcome.Responded responded) {
        var headers = headers(executionId);
        responded.headers().forEach((name, value) -> headers.set(name, String.valueOf(value)));
        Content content = content(responded.body(), headers.getFirst(HttpHeaders.CONTENT_TYPE));
        headers.set(HttpHeaders.CONTENT_TYPE, content.type());
        // One origin may serve the console as well: whatever a workflow answers is kept from acting in its name.
        headers.set("Content-Security-Policy", "sandbox");
        headers.set("X-Content-Type-Options", "nosniff");
        return ResponseEntity.status(responded.status()).headers(headers).body(Payload.bytes(content.bytes()));
    }

    private static HttpHeaders headers(UUID executionId) {
        var headers = new HttpHeaders();
        headers.set(EXECUTION_ID, executionId.toString());
        return headers;
    }

    /** JSON as the workflow wrote it; a text as itself if it was declared as something else; binary as its bytes. */
    private static Content content(RawJson body, @Nullable String declared) {
        byte[] json = bytes(body);
        String head = new String(json, 0, Math.min(json.length, BINARY.length() + 4), UTF_8);
        if (head.contains(BINARY)) {
            JsonNode binary = JSON.readTree(json).path(BINARY);
            if (binary.path("base64").isString()) {
                String type = declared == null
                        ? binary.path("contentType").stringValue(MediaType.APPLICATION_OCTET_STREAM_VALUE)
                        : declared;
                return new Content(
                        type,
                        ByteBuffer.wrap(
                                Base64.getDecoder().decode(binary.path("base64").stringValue())));
            }
        }
        if (declared == null) {
            return new Content(MediaType.APPLICATION_JSON_VALUE, body.bytes());
        }
        boolean text = head.startsWith("\"") && !isJson(declared);
        return new Content(
                declared,
                text ? ByteBuffer.wrap(JSON.readTree(json).stringValue().getBytes(UTF_8)) : body.bytes());
    }

    private static boolean isJson(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return type.isCompatibleWith(MediaType.APPLICATION_JSON)
                    || type.getSubtype().endsWith("+json");
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static byte[] bytes(RawJson json) {
        return Payload.bytes(json.bytes());
    }
}
