package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.id.ExecutionId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deliveries with an idempotency key on a real broker: one execution each, whoever owns the partition. */
class DeliveriesTest {
    private final Workers workers = new Workers();
    private final String workflow = "delivered-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void publish() {
        workers.topic.publish(workflow, 1, """
                {"name": "w", "nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "hold", "type": "wait", "parameters": {"duration": "PT1.5S"}}],
                 "connections": [{"from": "hook", "to": "hold"}]}
                """);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void aRepeatStartsNothing() {
        workers.start();
        UUID id = workers.topic.deliver(workflow, "k", 0);
        workers.topic.deliver(workflow, "k", 0);
        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        workers.topic.deliver(workflow, "k", 0);
        UUID other = workers.topic.deliver(workflow, "other", 0);
        assertThat(other).isNotEqualTo(id);
        workers.finished(other);

        workers.topic.awaitWatermark(ExecutionId.partitionOf(id));
        await().until(() -> workers.count("millrace.worker.repeats") == 2);
        assertThat(workers.topic.sequences(id)).doesNotHaveDuplicates();
        assertThat(workers.events(id, ExecutionStarted.class)).hasSize(1);
        assertThat(workers.gauge("millrace.worker.keys")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anotherIdOfTheSameKeyEndsAsADuplicate() {
        workers.start();
        UUID first = workers.topic.deliver(workflow, "k", 0);
        UUID second = workers.topic.deliver(workflow, "k", 1);
        workers.topic.deliver(workflow, "k", 1);
        assertThat(workers.finished(first).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        isDuplicate(second, first);
    }

    @Test
    void theNextOwnerKnowsTheKeys() throws Exception {
        Engine one = workers.start();
        UUID asleep = workers.topic.deliver(workflow, "asleep", 0);
        UUID done = workers.topic.deliver(workflow, "done", 0);
        workers.finished(done);
        workers.topic.awaitWatermark(ExecutionId.partitionOf(done));
        one.close();
        workers.topic.deliver(workflow, "asleep", 0);
        workers.topic.deliver(workflow, "done", 0);
        UUID again = workers.topic.deliver(workflow, "done", -1);
        UUID fresh = workers.topic.deliver(workflow, "fresh", 0);
        workers.topic.deliver(workflow, "fresh", 0);

        workers.start();
        isDuplicate(again, done);
        workers.topic.deliver(workflow, "done", -1);
        for (UUID id : List.of(asleep, done, fresh)) {
            assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
            workers.topic.awaitWatermark(ExecutionId.partitionOf(id));
            assertThat(workers.events(id, ExecutionStarted.class)).hasSize(1);
            assertThat(workers.events(id, ExecutionFinished.class)).hasSize(1);
        }
        assertThat(workers.topic.sequences(again)).containsExactly(1);
    }

    private void isDuplicate(UUID second, UUID first) {
        ExecutionFinished finished = workers.finished(second);
        assertThat(finished.getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED);
        Failure error = finished.getError().orElseThrow();
        assertThat(error.getType()).isEqualTo("duplicate");
        assertThat(error.getMessage()).contains(first.toString());
        assertThat(Payload.bytes(error.getDetails().orElseThrow()))
                .asString(UTF_8)
                .isEqualTo("{\"executionId\":\"" + first + "\"}");
        assertThat(workers.topic.sequences(second)).containsExactly(1);
    }
}
