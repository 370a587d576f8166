package io.millrace.gateway.body;

import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Reads request bodies, counting while they come, and turns them into JSON by their content type. */
@Component
public final class RequestBodies {
    private final int maxSize;
    private final BodyParser parser;

    RequestBodies(GatewaySettings settings) {
        this.maxSize = Math.toIntExact(settings.body().maxSize().toBytes());
        this.parser = new BodyParser(new JsonCheck(
                maxSize, settings.body().maxDepth(), settings.body().maxNumberLength()));
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
            byte[] bytes = body.readNBytes(maxSize + 1);
            if (bytes.length > maxSize) {
                throw tooLarge();
            }
            return bytes;
        }
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
