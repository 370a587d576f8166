package io.millrace.gateway.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Turns a body into one JSON value: each kind of content by its own parser, what has none as base64. */
final class BodyParser {
    private static final byte[] NULL = "null".getBytes(UTF_8);
    private static final List<String> TEXTUAL = List.of("json", "xml", "javascript");
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonCheck check;
    private final int maxFields;
    private final MultipartParser parts;

    BodyParser(GatewaySettings.Body bounds) {
        this.check = new JsonCheck(bounds);
        this.maxFields = bounds.maxFields();
        this.parts = new MultipartParser(bounds.maxParts());
    }

    /** The body as JSON in UTF-8; no body is {@code null}. */
    byte[] toJson(@Nullable String contentType, byte[] body) {
        if (body.length == 0) {
            return NULL;
        }
        MediaType type = mediaType(contentType);
        if (type.isCompatibleWith(MediaType.APPLICATION_JSON)
                || type.getSubtype().endsWith("+json")) {
            if (!UTF_8.equals(charset(type))) {
                throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "JSON must be in UTF-8");
            }
            return check.valid(body);
        }
        if (type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED)) {
            return JSON.writeValueAsBytes(
                    withoutReserved(FormFields.parse(text(body, UTF_8), charset(type), maxFields)));
        }
        if (type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
            return JSON.writeValueAsBytes(withoutReserved(parts.fields(type, body)));
        }
        if (type.getType().equals("text")) {
            return JSON.writeValueAsBytes(text(body, charset(type)));
        }
        return JSON.writeValueAsBytes(Binary.of(type.toString(), body));
    }

    /** The body as it came: a JSON text of what is text by its type and its bytes, base64 of anything else. */
    byte[] raw(@Nullable String contentType, byte[] body) {
        MediaType type = mediaType(contentType);
        boolean textual = type.getType().equals("text")
                || type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED)
                || TEXTUAL.stream()
                        .anyMatch(name -> type.getSubtype().equals(name)
                                || type.getSubtype().endsWith("+" + name));
        if (textual) {
            try {
                return JSON.writeValueAsBytes(text(body, charset(type)));
            } catch (ProblemException notText) {
                return JSON.writeValueAsBytes(Binary.of(type.toString(), body));
            }
        }
        return JSON.writeValueAsBytes(Binary.of(type.toString(), body));
    }

    static MediaType mediaType(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
        try {
            return MediaType.parseMediaType(contentType);
        } catch (InvalidMediaTypeException e) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, String.valueOf(e.getMessage()));
        }
    }

    static Charset charset(MediaType type) {
        try {
            Charset named = type.getCharset();
            return named == null ? UTF_8 : named;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the charset is not known");
        }
    }

    static String text(byte[] body, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, "the body is not valid " + charset);
        }
    }

    private static Map<String, Object> withoutReserved(Map<String, Object> fields) {
        fields.keySet().forEach(JsonCheck::requireUnreserved);
        return fields;
    }
}
