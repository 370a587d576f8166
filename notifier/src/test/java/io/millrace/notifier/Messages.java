package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client was sent, in order. */
class Messages {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();

    void add(String message) {
        received.add(JSON.readTree(message));
    }

    List<JsonNode> all() {
        return List.copyOf(received);
    }

    /** The first message of a type, waited for. */
    JsonNode first(String type) {
        await("a message of type " + type)
                .until(() -> all().stream().anyMatch(message -> type(message).equals(type)));
        return all().stream()
                .filter(message -> type(message).equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** The messages of an execution, waited for until it has finished. */
    List<JsonNode> of(UUID executionId) {
        await("the end of " + executionId).until(() -> now(executionId).stream()
                .anyMatch(message -> type(message).equals("execution.finished")));
        return now(executionId);
    }

    List<JsonNode> now(UUID executionId) {
        return all().stream()
                .filter(message -> message.path("executionId").asString("").equals(executionId.toString()))
                .filter(message -> message.has("sequence"))
                .toList();
    }

    List<Integer> sequences(UUID executionId) {
        return of(executionId).stream()
                .map(message -> message.get("sequence").asInt())
                .toList();
    }

    String lastCursor() {
        String cursor = all().stream()
                .filter(message -> message.has("cursor"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .get("cursor")
                .asString();
        assertThat(cursor).isNotEmpty();
        return cursor;
    }

    private static String type(JsonNode message) {
        return message.get("type").asString();
    }
}
