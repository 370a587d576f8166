package io.millrace.acceptance.client;

import io.millrace.acceptance.system.MillraceSystem;
import io.millrace.fixture.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** One user and the programs that act for them. Thread-safe. */
public final class Client implements AutoCloseable {

    private static final Set<String> TERMINAL = Set.of("success", "failed", "partial", "cancelled", "timed_out");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final MillraceSystem system;
    private final String token;

    /** A user by the name that their token carries. */
    public Client(MillraceSystem system, String user) {
        this.system = system;
        this.token = system.token(user);
    }

    /** {@code PUT /workflows/ID}. */
    public Answer publish(String workflowId, String definition) {
        return untilTaken(authorized(system.gateway().resolve("/workflows/" + workflowId))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(definition)));
    }

    /** {@code PUT /credentials/ID}. */
    public Answer keep(String credentialId, String credential) {
        return untilTaken(authorized(system.gateway().resolve("/credentials/" + credentialId))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(credential)));
    }

    /** {@code GET} on the gateway. */
    public Answer getFromGateway(String path) {
        return send(authorized(system.gateway().resolve(path)).GET());
    }

    /** {@code POST} on the gateway, with the token. */
    public Answer postToGateway(String path, String json) {
        return send(authorized(system.gateway().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** {@code DELETE} on the gateway. */
    public Answer deleteOnGateway(String path) {
        return send(authorized(system.gateway().resolve(path)).DELETE());
    }

    /** Posts JSON to a webhook in the way of {@code curl --json}: with its headers, without a token. */
    public Answer webhook(String path, String json) {
        return webhook(path, json, "application/json");
    }

    /** Posts a body to a webhook with curl's headers, without a token. */
    public Answer webhook(String path, String body, String contentType) {
        return send(webhookRequest(path, body, contentType));
    }

    /**
     * The same as {@link #webhook}, and again as senders do, with one idempotency key, as long as the answer is that it
     * is to come later: on a busy machine a gateway that has just started may say so.
     */
    public Answer deliver(String path, String json) {
        return untilTaken(webhookRequest(path, json, "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()));
    }

    private Answer untilTaken(HttpRequest.Builder request) {
        Answer first = send(request);
        return isLater(first)
                ? Awaitility.await("an answer other than " + first)
                        .until(() -> send(request), answer -> !isLater(answer))
                : first;
    }

    private static boolean isLater(Answer answer) {
        return answer.status() == 429 || answer.status() == 503;
    }

    /** The request that {@link #webhook} sends, for callers with a patience of their own. */
    public HttpRequest.Builder webhookRequest(String path, String body, String contentType) {
        return HttpRequest.newBuilder(system.gateway().resolve("/webhooks/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("User-Agent", "curl/7.88.1")
                .header("Accept", contentType.equals("application/json") ? contentType : "*/*")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body));
    }

    /** {@code GET} on the recorder. */
    public Answer getFromRecorder(String path) {
        return send(authorized(system.recorder().resolve(path)).GET());
    }

    /** An execution as the history has it at this moment. */
    public Answer execution(String executionId) {
        return getFromRecorder("/executions/" + executionId);
    }

    /** An execution once the history has its end. */
    public JsonNode finished(String executionId) {
        return finished(executionId, Patience.LONG);
    }

    /** An execution once the history has its end; fails where that takes longer. */
    public JsonNode finished(String executionId, Duration patience) {
        Answer answer = Awaitility.await("the end of " + executionId)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .until(() -> waitFor(executionId), Client::isFinished);
        return answer.body();
    }

    /** The same once its trigger is recorded too, without which it has no data yet: an end may be recorded first. */
    public JsonNode settled(String executionId, Duration patience) {
        return Awaitility.await("the trigger of " + executionId)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> finished(executionId, patience),
                        execution -> execution.path("trigger").path("kind").isString());
    }

    /** All node results of an execution, those in loops included. */
    public List<JsonNode> nodeResults(String executionId) {
        List<JsonNode> results = new ArrayList<>();
        String page = "/executions/" + executionId + "/nodes?limit=500";
        while (!page.isEmpty()) {
            Answer answer = getFromRecorder(page);
            if (answer.status() != 200) {
                throw new AssertionError("no node results: " + answer);
            }
            answer.body().path("items").forEach(results::add);
            String next = answer.field("nextCursor");
            page = next.isEmpty() ? "" : "/executions/" + executionId + "/nodes?limit=500&cursor=" + next;
        }
        return results;
    }

    private Answer waitFor(String executionId) {
        return send(authorized(system.recorder().resolve("/executions/" + executionId))
                .header("Prefer", "wait=20")
                .GET());
    }

    private static boolean isFinished(Answer answer) {
        return answer.status() == 200 && TERMINAL.contains(answer.field("status"));
    }

    /** Follows this user's executions on a socket, from now on. */
    public Follower follow() {
        return Follower.open(http, system.notifier(), socketTicket(), "{\"type\":\"subscribe\"}");
    }

    /** Follows this user's executions on a socket, from behind a cursor. */
    public Follower followFrom(String cursor) {
        return Follower.open(
                http, system.notifier(), socketTicket(), "{\"type\":\"subscribe\",\"cursor\":\"" + cursor + "\"}");
    }

    /** Follows one of this user's workflows by server-sent events, from now on, as {@code curl -N} does. */
    public EventStream stream(String workflowId) {
        URI uri = system.notifier().resolve("/events?workflowId=" + workflowId);
        return EventStream.open(
                http,
                authorized(uri).header("Accept", "text/event-stream").GET().build());
    }

    private String socketTicket() {
        Answer answer =
                send(authorized(system.notifier().resolve("/socket-tickets")).POST(BodyPublishers.noBody()));
        if (answer.status() != 200) {
            throw new AssertionError("no ticket: " + answer);
        }
        return answer.field("ticket");
    }

    private HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(90)).header("Authorization", "Bearer " + token);
    }

    /** Sends any request. */
    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return Answer.of(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
