package io.millrace.gateway.rerun;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Reads the history as the caller, with the caller's own token: what the caller may not see stays unseen. */
@Component
@EnableConfigurationProperties(RerunSettings.class)
final class Recorder implements AutoCloseable {
    /** An execution's state has 8 MiB at most; there is something around it. */
    private static final int MAX_ANSWER = 24 * 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI base;

    Recorder(RerunSettings settings) {
        this.base = settings.recorderUrl();
    }

    /**
     * The execution with its top-level results.
     *
     * @param authorization the header's value
     * @throws ProblemException if the caller has no such execution, or the recorder does not answer
     */
    Origin execution(UUID id, String authorization) {
        byte[] answer = get(URI.create(base + "/executions/" + id), authorization);
        try {
            return RawJson.read(answer, Origin.class);
        } catch (JacksonException e) {
            throw unavailable(e);
        }
    }

    /** What was too large to be shown in its place. */
    byte[] payload(URI link, String authorization) {
        // Links lead to the public address; the token goes to the recorder that is known here and nowhere else.
        String query = link.getRawQuery() == null ? "" : "?" + link.getRawQuery();
        return get(URI.create(base + link.getRawPath() + query), authorization);
    }

    private byte[] get(URI uri, String authorization) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .header(HttpHeaders.ACCEPT, "application/json")
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return switch (answer.statusCode()) {
                    case 200 -> bounded(body);
                    case 404 -> throw ProblemException.notFound("there is no such execution in the history");
                    default -> throw unavailable(new IOException("the recorder answered " + answer.statusCode()));
                };
            }
        } catch (IOException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static byte[] bounded(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
        if (bytes.length > MAX_ANSWER) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "the execution's results take more than " + MAX_ANSWER + " bytes");
        }
        return bytes;
    }

    private static ProblemException unavailable(Exception cause) {
        return new ProblemException(
                        ProblemType.RECORDER_UNAVAILABLE, "the history could not be read; please try again", cause)
                .withHeader(HttpHeaders.RETRY_AFTER, "1");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
