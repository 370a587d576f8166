package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.event.ExecutionFinished;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedules on a real broker: each time is served once, whoever keeps them. */
class SchedulesTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void eachTimeStartsOneExecutionAlsoWhenTheWorkerChanges() {
        Engine one = workers.start();
        topic.publish("ticking", 1, """
                {"nodes": [{"id": "at", "type": "schedule", "parameters": {"every": "PT1S", "missed": "all"}},
                  {"id": "made", "type": "set", "parameters": {"values": {"due": "{{ trigger.body.dueAt }}"}}}],
                 "connections": [{"from": "at", "to": "made"}]}
                """);
        await().until(() -> due().size() >= 3);

        one.close();
        int before = due().size();
        workers.start();
        await().until(() -> due().size() >= before + 8);

        List<String> times = due();
        assertThat(new HashSet<>(times)).hasSameSizeAs(times);
        assertThat(times).isSorted();
    }

    private List<String> due() {
        return topic.all(ExecutionFinished.class).stream()
                .filter(finished -> finished.getContext().getWorkflowId().equals("ticking"))
                .map(finished -> UTF_8.decode(finished.getOutput().orElseThrow().duplicate())
                        .toString())
                .toList();
    }
}
