package io.millrace.worker.node.type.http;

import io.millrace.expression.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/** How an answer's body is read; one without bytes is null in every form but text. */
enum BodyForm {
    /** By its content type: JSON and text as such, others binary; without one, text if it is UTF-8. */
    AUTO,
    JSON,
    TEXT,
    /** {@code {"$binary": {"contentType", "base64"}}}. */
    BINARY;

    static BodyForm of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The body as a value; throws {@link io.millrace.expression.JsonException} if it should be JSON and is not. */
    Json read(byte[] body, @Nullable ContentType type) {
        if (body.length == 0) {
            return this == TEXT ? Json.of("") : Json.NULL;
        }
        return switch (this) {
            case AUTO -> auto(body, type).read(body, type);
            case JSON -> Json.parse(body);
            case TEXT -> Json.of(new String(body, charset(type)));
            case BINARY -> binary(body, type);
        };
    }

    private static BodyForm auto(byte[] body, @Nullable ContentType type) {
        if (type == null) {
            return isUtf8(body) ? TEXT : BINARY;
        }
        String mime = type.getMimeType().toLowerCase(Locale.ROOT);
        if (mime.equals("application/json") || mime.endsWith("+json")) {
            return JSON;
        }
        boolean text = mime.startsWith("text/")
                || mime.endsWith("+xml")
                || mime.equals("application/xml")
                || mime.equals("application/x-www-form-urlencoded");
        return text ? TEXT : BINARY;
    }

    private static Charset charset(@Nullable ContentType type) {
        Charset charset = type == null ? null : type.getCharset();
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }

    private static Json binary(byte[] body, @Nullable ContentType type) {
        Map<String, Json> content = new LinkedHashMap<>();
        content.put("contentType", Json.of(type == null ? "application/octet-stream" : type.toString()));
        content.put("base64", Json.of(Base64.getEncoder().encodeToString(body)));
        return Json.object(Map.of("$binary", Json.object(content)));
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
