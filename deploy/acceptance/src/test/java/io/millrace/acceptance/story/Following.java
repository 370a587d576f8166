package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.EventStream;
import io.millrace.acceptance.client.Follower;
import io.millrace.acceptance.client.Messages;
import io.millrace.fixture.Patience;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Executions are watched while they run. */
final class Following {

    private static final int RUNS = 20;
    private static final int READINGS = 6;

    private static final List<String> STEPS_IN_ORDER = List.of("hook", "a", "pause", "b", "rest", "ask", "go", "end");
    /** Waits until somebody follows it, wherever they began to. */
    private static final String STEPS = """
            { "name": "Steps", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "steps" } },
                { "id": "a", "type": "set", "parameters": { "values": { "step": "a" } } },
                { "id": "pause", "type": "wait", "parameters": { "duration": "PT0.1S" } },
                { "id": "b", "type": "set", "parameters": { "values": { "step": "b" } } },
                { "id": "rest", "type": "wait", "parameters": { "duration": "PT0.1S" } },
                { "id": "ask", "type": "set", "parameters": { "values": { "url": "{{ execution.callbacks.go }}" } } },
                { "id": "go", "type": "wait", "parameters": { "callback": {} } },
                { "id": "end", "type": "set", "parameters": { "values": { "step": "end" } } } ],
              "connections": [
                { "from": "hook", "to": "a" }, { "from": "a", "to": "pause" }, { "from": "pause", "to": "b" },
                { "from": "b", "to": "rest" }, { "from": "rest", "to": "ask" }, { "from": "ask", "to": "go" },
                { "from": "go", "to": "end" } ] }""";

    private Following() {}

    static void tellsEveryEventOnce(Stage stage) {
        stage.alice().publish("followed", Examples.read(Examples.ORDER_INTAKE));
        try (Run run = new Run(stage.system(), stage.alice())) {
            for (int i = 0; i < RUNS; i++) {
                assertThat(run.deliver("followed", "orders", Examples.BIG_ORDER).status())
                        .isEqualTo(202);
            }
            run.check(Patience.LONG);
        }
    }

    static void goesOnFromTheHistory(Stage stage) {
        Examples.publish(stage.alice(), Examples.ORDER_INTAKE);
        String before = Examples.start(stage.alice(), "order-intake/orders", Examples.BIG_ORDER);
        stage.alice().finished(before);
        Answer history = stage.alice().execution(before);
        String after = Examples.start(stage.alice(), "order-intake/orders", Examples.BIG_ORDER);
        stage.alice().finished(after);

        try (Follower follower = stage.alice().followFrom(history.header("Millrace-Cursor"))) {
            List<JsonNode> told = follower.messages().untilFinished(after);
            assertThat(types(told)).endsWith("execution.finished").contains("execution.started", "node.completed");
            assertThat(follower.messages().of(before)).isEmpty();
        }
    }

    /** Wherever in its course an execution is read: what the answer does not have yet, the socket tells. */
    static void goesOnInMidRun(Stage stage) {
        stage.alice().publish("steps", STEPS);
        try (Follower all = stage.alice().follow()) {
            for (int i = 0; i < READINGS; i++) {
                String id = Examples.start(stage.alice(), "steps/steps", "{}");
                int completed = i % 3;
                Answer history = Awaitility.await("its row, and " + completed + " of its nodes")
                        .pollInterval(Duration.ofMillis(5))
                        .until(
                                () -> stage.alice().execution(id),
                                answer -> answer.status() == 200
                                        && completedIn(answer).size() >= completed);
                try (Follower late = stage.alice().followFrom(history.header("Millrace-Cursor"))) {
                    callBack(stage, all, id);
                    List<String> told = completedIn(late.messages().untilFinished(id));
                    assertThat(completedIn(all.messages().untilFinished(id))).containsExactlyElementsOf(STEPS_IN_ORDER);
                    assertThat(Stream.concat(completedIn(history).stream(), told.stream()))
                            .as("%s, and then %s", history, told)
                            .containsExactlyElementsOf(STEPS_IN_ORDER);
                }
            }
        }
    }

    private static void callBack(Stage stage, Follower follower, String id) {
        JsonNode asked = follower.messages()
                .await(
                        "the wait of " + id,
                        Patience.LONG,
                        message -> Messages.isOf(message, id)
                                && message.path("nodeId").asString("").equals("ask")
                                && Messages.type(message).equals("node.completed"));
        Asking.callBack(stage, asked.path("output").path("url").asString(), "{}");
    }

    private static List<String> completedIn(Answer history) {
        return history.body().path("nodes").values().stream()
                .filter(node -> Running.text(node, "status").equals("success"))
                .map(node -> Running.text(node, "nodeId"))
                .toList();
    }

    private static List<String> completedIn(List<JsonNode> messages) {
        return messages.stream()
                .filter(message -> Messages.type(message).equals("node.completed"))
                .map(message -> Running.text(message, "nodeId"))
                .toList();
    }

    static void streams(Stage stage) {
        stage.alice().publish("streamed", Examples.read(Examples.ORDER_INTAKE));
        try (EventStream stream = stage.alice().stream("streamed")) {
            String id = Examples.start(stage.alice(), "streamed/orders", Examples.BIG_ORDER);
            List<JsonNode> told = stream.messages().untilFinished(id);
            // The trigger may be told first, and an expression that takes its time makes its node a slow one.
            assertThat(types(told).stream().filter(type -> !type.equals("node.started")))
                    .endsWith(
                            "execution.started",
                            "node.completed",
                            "node.completed",
                            "node.completed",
                            "node.completed",
                            "execution.finished");
            assertThat(told.getLast().path("status").asString()).isEqualTo("success");
        }
    }

    static void readsFromKafka(Stage stage) throws Exception {
        stage.alice().publish("watched", Examples.read(Examples.ORDER_INTAKE));
        Queue<ExecutionFinished> seen = new ConcurrentLinkedQueue<>();
        OrderDesk desk = new OrderDesk(stage.system().kafka());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watching = threads.submit(() -> {
                desk.watch("watched", seen::add);
                return null;
            });
            String id = Examples.start(stage.alice(), "watched/orders", Examples.BIG_ORDER);
            Awaitility.await("the subscriber to see the end of " + id)
                    .until(() -> watching.isDone() || !seen.isEmpty());
            desk.stop();
            watching.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(seen).singleElement().satisfies(end -> {
                assertThat(end.getContext().getExecutionId()).hasToString(id);
                assertThat(end.getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
            });
        } finally {
            desk.stop();
        }
    }

    private static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(Messages::type).toList();
    }
}
