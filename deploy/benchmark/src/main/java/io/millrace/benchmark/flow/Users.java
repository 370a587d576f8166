package io.millrace.benchmark.flow;

import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What users ask gateway and recorder for, each with a token. */
final class Users {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int BUSY = 503;
    private static final int BUSY_PAUSE_MS = 50;

    private final Tokens tokens;
    private final ServiceProcess gateway;
    private final ServiceProcess recorder;

    Users(Tokens tokens, ServiceProcess gateway, ServiceProcess recorder) {
        this.tokens = tokens;
        this.gateway = gateway;
        this.recorder = recorder;
    }

    void publish(String id, String definition, String user) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                as(user, gateway.uri("/workflows/" + id))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(definition))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(id + " is not published: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Whether an execution ends in success; returns once the history shows its end, asked until it has time. */
    boolean hasSucceeded(String executionId, String user) {
        HttpRequest request = as(user, recorder.uri("/executions/" + executionId + "?fields=id,status,finishedAt"))
                .header("Prefer", "wait=60")
                .GET()
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            while (answer.statusCode() == BUSY) {
                TimeUnit.MILLISECONDS.sleep(BUSY_PAUSE_MS);
                answer = HTTP.send(request, BodyHandlers.ofString());
            }
            return answer.body().contains("\"status\":\"success\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest.Builder as(String user, URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + tokens.of(user));
    }
}
