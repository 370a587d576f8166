package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.EventStream;
import io.millrace.acceptance.client.Follower;
import io.millrace.acceptance.client.Messages;
import io.millrace.schemas.event.ExecutionFinished;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Executions are watched while they run. */
final class Following {

    private static final int RUNS = 20;

    private Following() {}

    static void tellsEveryEventOnce(Stage stage) {
        stage.alice().publish("followed", Examples.read(Examples.ORDER_INTAKE));
        try (Run run = new Run(stage.system(), stage.alice())) {
            for (int i = 0; i < RUNS; i++) {
                assertThat(run.post("followed", "orders", Examples.BIG_ORDER).status())
                        .isEqualTo(202);
            }
            run.check(Duration.ofSeconds(60));
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

    static void streams(Stage stage) {
        stage.alice().publish("streamed", Examples.read(Examples.ORDER_INTAKE));
        try (EventStream stream = stage.alice().stream("streamed")) {
            String id = Examples.start(stage.alice(), "streamed/orders", Examples.BIG_ORDER);
            List<JsonNode> told = stream.messages().untilFinished(id).stream()
                    .filter(message -> !Messages.type(message).equals("execution.queued"))
                    .toList();
            assertThat(types(told))
                    .containsExactly(
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
        Thread desk =
                Thread.ofPlatform().start(() -> OrderDesk.watch(stage.system().kafka(), "watched", seen::add));
        try {
            String id = Examples.start(stage.alice(), "watched/orders", Examples.BIG_ORDER);
            Awaitility.await("the subscriber to see the end of " + id)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> seen.stream()
                            .anyMatch(end ->
                                    end.getContext().getExecutionId().toString().equals(id)));
        } finally {
            desk.interrupt();
            desk.join(Duration.ofSeconds(10));
        }
    }

    private static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(Messages::type).toList();
    }
}
