package io.millrace.acceptance.client;

import io.millrace.fixture.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that one receiver was told, in the order of arrival. Thread-safe. */
public final class Messages {

    private static final JsonMapper JSON = new JsonMapper();

    private final Queue<JsonNode> received = new ConcurrentLinkedQueue<>();
    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    void add(String text) {
        JsonNode message = JSON.readTree(text);
        received.add(message);
        if (type(message).equals("execution.finished")) {
            finished.add(message.path("executionId").asString());
        }
    }

    void broken(String reason) {
        faults.add(reason);
    }

    /** All messages so far. */
    public List<JsonNode> all() {
        return List.copyOf(received);
    }

    /** What it was told of one execution so far. */
    public List<JsonNode> of(String executionId) {
        return received.stream().filter(message -> isOf(message, executionId)).toList();
    }

    /** How the connection broke, if it did. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** What it was told of one execution, once it was told of its end. */
    public List<JsonNode> untilFinished(String executionId) {
        await("the end of " + executionId, Patience.LONG, message -> isEndOf(message, executionId));
        return of(executionId);
    }

    /** The first message that matches, once there is one. */
    public JsonNode await(String what, Duration patience, Predicate<JsonNode> wanted) {
        return Awaitility.await(what)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> first(wanted), Optional::isPresent)
                .orElseThrow();
    }

    /** The executions that it was told the end of. */
    public Set<String> finished() {
        return Set.copyOf(finished);
    }

    /** A message's {@code type}. */
    public static String type(JsonNode message) {
        return message.path("type").asString("");
    }

    /** Whether a message tells of an execution. */
    public static boolean isOf(JsonNode message, String executionId) {
        return message.path("executionId").asString("").equals(executionId);
    }

    private Optional<JsonNode> first(Predicate<JsonNode> wanted) {
        if (!faults.isEmpty()) {
            throw new AssertionError("the connection broke: " + faults);
        }
        return received.stream().filter(wanted).findFirst();
    }

    private static boolean isEndOf(JsonNode message, String executionId) {
        return type(message).equals("execution.finished") && isOf(message, executionId);
    }
}
