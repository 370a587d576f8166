package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows that run few executions at a time, on a real broker. */
class LimitsTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void theOthersWaitInOrderAlsoWhenTheWorkerChanges() {
        Engine one = workers.start();
        topic.publish("limited", 1, """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "hold", "type": "wait", "parameters": {"duration": "PT1S"}}],
                 "connections": [{"from": "hook", "to": "hold"}], "settings": {"maxConcurrent": 1}}
                """);
        int partition = Placement.ofWorkflow("limited", Topics.DEFAULT_PARTITIONS);
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < 6; i++) {
            ids.add(topic.trigger("limited", 1, "hook", "{}", partition));
        }
        workers.awaited(ids.get(1), NodeWaiting.class);

        one.close();
        workers.start();

        Instant before = Instant.EPOCH;
        for (UUID id : ids) {
            ExecutionFinished finished = workers.finished(id);
            ExecutionStarted started = workers.awaited(id, ExecutionStarted.class);
            assertThat(finished.getError()).isEmpty();
            assertThat(started.getContext().getTime()).isAfterOrEqualTo(before);
            before = finished.getContext().getTime();
        }
    }

    @Test
    void oneThatWaitsInLineCanBeCancelled() {
        workers.start();
        topic.publish("held", 1, """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "hold", "type": "wait", "parameters": {"callback": {}}}],
                 "connections": [{"from": "hook", "to": "hold"}], "settings": {"maxConcurrent": 1}}
                """);
        int partition = Placement.ofWorkflow("held", Topics.DEFAULT_PARTITIONS);
        UUID first = topic.trigger("held", 1, "hook", "{}", partition);
        UUID second = topic.trigger("held", 1, "hook", "{}", partition);
        UUID third = topic.trigger("held", 1, "hook", "{}", partition);
        workers.awaited(first, NodeWaiting.class);

        topic.cancel(second, "held", "alice");
        assertThat(workers.finished(second).getContext().getSequence()).isEqualTo(1);
        topic.callBack(first, "held", "hold", "1");
        topic.callBack(third, "held", "hold", "3");

        assertThat(workers.finished(first).getError()).isEmpty();
        assertThat(workers.finished(third).getError()).isEmpty();
    }
}
