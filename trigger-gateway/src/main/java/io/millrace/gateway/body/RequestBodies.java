package io.millrace.gateway.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies, counting while they come, and turns them into JSON by their content type. */
@Component
public final class RequestBodies {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PIECE = 8192;

    private final int maxSize;
    private final int maxFields;
    private final Duration timeout;
    private final BodyParser parser;

    RequestBodies(GatewaySettings settings) {
        this.maxSize = Math.toIntExact(settings.body().maxSize().toBytes());
        this.maxFields = settings.body().maxFields();
        this.timeout = settings.body().timeout();
        this.parser = new BodyParser(settings.body());
    }

    /**
     * The body's bytes.
     *
     * @throws ProblemException if it is too long, or compressed
     */
    public byte[] bytes(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE, "content encoding '" + encoding + "' is not supported")
                    .withHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
        if (request.getContentLengthLong() > maxSize) {
            throw tooLarge();
        }
        try (InputStream body = request.getInputStream()) {
            byte[] bytes = read(body);
            if (bytes.length > maxSize) {
                throw tooLarge();
            }
            return bytes;
        }
    }

    /**
     * The server bounds each wait for more, this all of them: a sender must not hold a thread by a byte now and then.
     */
    private byte[] read(InputStream body) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        int length = body.read(piece);
        while (length >= 0 && bytes.size() <= maxSize) {
            bytes.write(piece, 0, length);
            if (System.nanoTime() - deadline > 0) {
                throw new ProblemException(
                                ProblemType.BODY_TOO_SLOW, "the body did not come within " + timeout.toMillis() + " ms")
                        .withHeader(HttpHeaders.CONNECTION, "close");
            }
            length = body.read(piece);
        }
        return bytes.toByteArray();
    }

    /**
     * The fields of a query string.
     *
     * @throws ProblemException if a percent escape is malformed, or there are too many
     */
    public Map<String, Object> query(@Nullable String query) {
        return query == null ? Map.of() : FormFields.parse(query, UTF_8, maxFields);
    }

    /** The body as it came, as JSON: a text, or base64 of what is none. */
    public byte[] raw(@Nullable String contentType, byte[] body) {
        return parser.raw(contentType, body);
    }

    /**
     * The body as a value of a type, read as JSON whatever its content type says.
     *
     * @throws ProblemException if it is too long, no JSON, or of another form
     */
    public <T> T value(HttpServletRequest request, Class<T> type) throws IOException {
        byte[] json = json(MediaType.APPLICATION_JSON_VALUE, bytes(request));
        T value;
        try {
            value = JSON.readValue(json, type);
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, e.getOriginalMessage());
        }
        if (value == null) {
            throw new ProblemException(ProblemType.INVALID_BODY, "there is no body");
        }
        return value;
    }

    /**
     * The body as one JSON value in UTF-8; a JSON body as the very bytes that came, no body as {@code null}.
     *
     * @throws ProblemException if it is too long or does not hold what its content type says
     */
    public byte[] json(HttpServletRequest request) throws IOException {
        return json(request.getContentType(), bytes(request));
    }

    /** The same of bytes that were read already. */
    public byte[] json(@Nullable String contentType, byte[] body) {
        return parser.toJson(contentType, body);
    }

    private ProblemException tooLarge() {
        return new ProblemException(ProblemType.BODY_TOO_LARGE, "the body is longer than " + maxSize + " bytes");
    }
}
