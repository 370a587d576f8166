package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.OwnerDeleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that wait, on a real broker: they leave the memory and come back. */
class SleepersTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void aWaitEndsInItsTime() {
        workers.start();
        topic.publish("nap", 1, waiting("\"duration\": \"PT2S\""));

        UUID id = topic.trigger("nap", 1, "hook", "{\"n\": 1}");

        ExecutionFinished finished = workers.finished(id);
        assertThat(output(finished)).isEqualTo("{\"n\": 1}");
        NodeWaiting waiting = workers.events(id, NodeWaiting.class).getFirst();
        assertThat(finished.getContext().getTime())
                .isAfterOrEqualTo(waiting.getUntil().orElseThrow());
        assertThat(topic.sequences(id)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whatCameDueWhileNoWorkerRanIsDoneByTheNextOne() {
        Engine one = workers.start();
        topic.publish("overslept", 1, waiting("\"duration\": \"PT3S\""));
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 20; i++) {
            ids.add(topic.trigger("overslept", 1, "hook", "{\"n\": 1}"));
        }
        ids.forEach(id -> workers.awaited(id, NodeWaiting.class));

        one.close();
        workers.start();

        ids.forEach(id -> assertThat(output(workers.finished(id))).isEqualTo("{\"n\": 1}"));
        ids.forEach(id -> assertThat(topic.sequences(id)).containsExactly(1, 2, 3, 4, 5));
    }

    @Test
    void aCallbackWakesASleeperAlsoAfterATakeover() {
        Engine one = workers.start();
        topic.publish("called", 1, waiting("\"callback\": {}"));
        UUID id = topic.trigger("called", 1, "hook", "{}");
        workers.awaited(id, NodeWaiting.class);

        one.close();
        topic.callBack(id, "called", "hold", "{\"answer\": 42}");
        workers.start();

        assertThat(output(workers.finished(id))).isEqualTo("{\"answer\": 42}");
        assertThat(workers.events(id, NodeCompleted.class).stream().map(NodeCompleted::getNodeId))
                .containsExactly("hook", "hold");
    }

    @Test
    void aCancelWakesASleeper() {
        workers.start();
        topic.publish("asleep", 1, waiting("\"callback\": {}"));
        UUID id = topic.trigger("asleep", 1, "hook", "{}");
        workers.awaited(id, NodeWaiting.class);

        topic.cancel(id, "asleep", "alice");

        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void allOfAnOwnersExecutionsEndWhenItGoes() {
        workers.start();
        topic.publish("owned", 1, waiting("\"callback\": {}"));
        List<UUID> ids = List.of(
                topic.trigger("owned", 1, "hook", "{}", 3),
                topic.trigger("owned", 1, "hook", "{}", 3),
                topic.trigger("owned", 1, "hook", "{}", 3));
        ids.forEach(id -> workers.awaited(id, NodeWaiting.class));

        topic.send(topic.ownerDeleted(
                3,
                OwnerDeleted.newBuilder()
                        .setOwnerId("alice")
                        .setTime(Instant.now())
                        .setRequestedBy("root")
                        .build()));

        ids.forEach(
                id -> assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED));
    }

    @Test
    void aSleeperDoesNotKeepTheWatermark() {
        workers.start();
        topic.publish("unpinned", 1, waiting("\"callback\": {}"));
        UUID id = topic.trigger("unpinned", 1, "hook", "{}", 5);
        workers.awaited(id, NodeWaiting.class);

        topic.awaitWatermark(5);

        assertThat(workers.events(id, ExecutionFinished.class)).isEmpty();
    }

    @Test
    void aSleeperWhoseCheckpointIsDamagedEndsAndIsCounted() {
        Engine one = workers.start();
        topic.publish("damaged", 1, waiting("\"callback\": {}"));
        UUID id = topic.trigger("damaged", 1, "hook", "{}");
        workers.awaited(id, NodeWaiting.class);
        one.close();
        topic.damageCheckpoint(id);
        workers.start();

        topic.callBack(id, "damaged", "hold", "{}");

        ExecutionFinished finished = workers.finished(id);
        assertThat(finished.getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(finished.getError().orElseThrow().getType()).isEqualTo("unrecoverable");
        await().until(() -> workers.count("millrace.worker.executions.lost") == 1);
    }

    private static String waiting(String until) {
        return """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "hold", "type": "wait", "parameters": {%s}}],
                 "connections": [{"from": "hook", "to": "hold"}]}
                """.formatted(until);
    }

    private static String output(ExecutionFinished finished) {
        assertThat(finished.getError()).isEmpty();
        return UTF_8.decode(finished.getOutput().orElseThrow().duplicate()).toString();
    }
}
