package io.millrace.gateway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** What expressions see as {@code trigger}, as JSON. */
final class TriggerData {
    private static final byte[] BODY = ",\"body\":".getBytes(UTF_8);

    private static final byte[] RAW_BODY = ",\"rawBody\":".getBytes(UTF_8);

    private static final ObjectWriter REQUEST = new JsonMapper().writerFor(Request.class);

    private record Request(
            String kind,
            @Nullable String method,
            Map<String, String> headers,
            Map<String, Object> query,
            Map<String, String> params) {}

    private TriggerData() {}

    /**
     * A webhook's.
     *
     * @param body JSON, taken as it stands
     * @param raw the same as it came, JSON as well; none where nobody asks for it
     * @param headers by lower-case name, what is secret already masked
     * @param query texts, and lists of texts
     */
    static ByteBuffer webhook(
            byte[] body,
            Optional<byte[]> raw,
            String method,
            Map<String, String> headers,
            Map<String, Object> query,
            Map<String, String> params) {
        return withBody(new Request("webhook", method, headers, query, params), body, raw);
    }

    /** A manual run's: it has only a body. */
    static ByteBuffer manual(byte[] body) {
        return withBody(new Request("manual", null, Map.of(), Map.of(), Map.of()), body, Optional.empty());
    }

    private static ByteBuffer withBody(Request request, byte[] body, Optional<byte[]> raw) {
        byte[] object = REQUEST.writeValueAsBytes(request);
        var json = new ByteArrayOutputStream(object.length + BODY.length + body.length);
        json.write(object, 0, object.length - 1); // all but the closing brace
        json.writeBytes(BODY);
        json.writeBytes(body);
        raw.ifPresent(value -> {
            json.writeBytes(RAW_BODY);
            json.writeBytes(value);
        });
        json.write('}');
        return Payload.of(json.toByteArray());
    }
}
