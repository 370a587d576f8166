package io.millrace.gateway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** What expressions see as {@code trigger}, as JSON. */
final class TriggerData {
    private static final byte[] BODY = ",\"body\":".getBytes(UTF_8);

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
     * @param headers by lower-case name, what is secret already masked
     * @param query texts, and lists of texts
     */
    static ByteBuffer webhook(
            byte[] body,
            String method,
            Map<String, String> headers,
            Map<String, Object> query,
            Map<String, String> params) {
        return withBody(new Request("webhook", method, headers, query, params), body);
    }

    /** A manual run's: it has only a body. */
    static ByteBuffer manual(byte[] body) {
        return withBody(new Request("manual", null, Map.of(), Map.of(), Map.of()), body);
    }

    private static ByteBuffer withBody(Request request, byte[] body) {
        byte[] object = REQUEST.writeValueAsBytes(request);
        var json = new ByteArrayOutputStream(object.length + BODY.length + body.length);
        json.write(object, 0, object.length - 1); // all but the closing brace
        json.writeBytes(BODY);
        json.writeBytes(body);
        json.write('}');
        return Payload.of(json.toByteArray());
    }
}
