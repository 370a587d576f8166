package io.millrace.worker.node.type.http;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** Makes outcomes of answers, reading no more of them than may be kept. */
final class Answers {

    /** What is kept of a body that says why a call failed. */
    private static final int MAX_ERROR_BYTES = 4_096;

    private final int maxBytes;

    Answers(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    NodeOutcome read(OutgoingRequest request, ClassicHttpResponse response, BodyForm form) throws IOException {
        if (response.getCode() >= 400) {
            String piece = new String(bytes(response, MAX_ERROR_BYTES), StandardCharsets.UTF_8);
            Optional<Duration> retryAfter = Optional.ofNullable(response.getFirstHeader("Retry-After"))
                    .flatMap(header -> RetryAfter.parse(header.getValue(), Instant.now()));
            return HttpFailures.status(request, response.getCode(), piece, retryAfter);
        }
        byte[] body = bytes(response, maxBytes + 1);
        if (body.length > maxBytes) {
            return HttpFailures.tooLarge(request, maxBytes);
        }
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("status", Json.of(response.getCode()));
        members.put("headers", headers(response));
        try {
            members.put("body", form.read(body, ContentType.parseLenient(contentType(response))));
        } catch (JsonException e) {
            return HttpFailures.response(request, "the answer is not JSON: " + e.getMessage());
        }
        Json output = Json.object(members);
        return output.size() > maxBytes ? HttpFailures.tooLarge(request, maxBytes) : NodeOutcome.completed(output);
    }

    /** At most so many of the body's bytes; the connection is used again only if that was all of them. */
    private static byte[] bytes(ClassicHttpResponse response, int most) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        return content == null ? new byte[0] : content.readNBytes(most);
    }

    private static String contentType(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Content-Type");
        return header == null ? "" : header.getValue();
    }

    private static Json headers(ClassicHttpResponse response) {
        Map<String, List<Json>> values = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            values.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(Json.of(String.valueOf(header.getValue())));
        }
        Map<String, Json> members = new LinkedHashMap<>();
        values.forEach((name, list) -> members.put(name, list.size() == 1 ? list.getFirst() : Json.array(list)));
        return Json.object(members);
    }
}
