package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that start others, on a real broker. */
class FamiliesTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void aChildBeginsAndEndsAndItsParentGoesOnWithWhatItHandedOn() {
        workers.start();
        topic.publish("child", 1, """
                {"nodes": [{"id": "begin", "type": "manual"},
                  {"id": "made", "type": "set", "parameters": {"values": {"twice": "{{ input.n * 2 }}"}}}],
                 "connections": [{"from": "begin", "to": "made"}]}
                """);
        topic.publish("parent", 1, calling("child"));

        UUID id = topic.trigger("parent", 1, "hook", "{\"n\": 21}");

        assertThat(output(workers.finished(id))).isEqualTo("{\"twice\":42}");
        UUID child = topic.children(id).getFirst();
        workers.finished(child); // in another partition, where the same transaction may be seen later
        assertThat(topic.sequences(child)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aFailureRunBeginsWithTheEndOfWhatFailed() throws Exception {
        Engine one = workers.start();
        topic.publish("on-call", 1, """
                {"settings": {"maxConcurrent": 1, "onFailure": "on-call"},
                 "nodes": [{"id": "begin", "type": "manual"},
                  {"id": "hold", "type": "wait", "parameters": {"duration": "PT2S"}},
                  {"id": "broken", "type": "stop", "parameters": {"message": "{{ input.status }}"}}],
                 "connections": [{"from": "begin", "to": "hold"}, {"from": "hold", "to": "broken"}]}
                """);
        topic.publish("watched", 1, """
                {"settings": {"onFailure": "on-call"},
                 "nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "halt", "type": "stop", "parameters": {"message": "no"}}],
                 "connections": [{"from": "hook", "to": "halt"}]}
                """);
        UUID id = topic.trigger("watched", 1, "hook", "{}");
        workers.finished(id);
        await().until(() -> failureRuns().size() == 1);
        one.close();
        workers.start();

        UUID run = failureRuns().getFirst();
        ExecutionFinished end = workers.finished(run);
        assertThat(end.getError().orElseThrow().getMessage()).isEqualTo("failed");
        UUID last = topic.trigger("watched", 1, "hook", "{}", ExecutionId.partitionOf(id));
        workers.finished(last);
        await().until(() -> failureRuns().size() == 2);
        workers.finished(failureRuns().getLast());
        assertThat(failureRuns()).as("its own failures start nothing").hasSize(2);
    }

    private List<UUID> failureRuns() {
        return topic.all(ExecutionStarted.class).stream()
                .filter(started -> started.getTrigger()
                        .filter(trigger -> trigger.getKind() == TriggerKind.FAILURE)
                        .isPresent())
                .map(started -> started.getContext().getExecutionId())
                .toList();
    }

    @Test
    void anotherWorkerGoesOnWithParentAndChild() {
        Engine one = workers.start();
        topic.publish("patient", 1, """
                {"nodes": [{"id": "begin", "type": "manual"},
                  {"id": "hold", "type": "wait", "parameters": {"duration": "PT8S"}}],
                 "connections": [{"from": "begin", "to": "hold"}]}
                """);
        topic.publish("waits-for-child", 1, calling("patient"));
        UUID id = topic.trigger("waits-for-child", 1, "hook", "{\"n\": 1}");
        workers.awaited(id, NodeWaiting.class);

        one.close();
        workers.start();

        assertThat(output(workers.finished(id))).isEqualTo("{\"n\":1}");
        assertThat(topic.children(id)).hasSize(1);
    }

    @Test
    void aCancelTravelsDown() {
        workers.start();
        topic.publish("long", 1, """
                {"nodes": [{"id": "begin", "type": "manual"},
                  {"id": "hold", "type": "wait", "parameters": {"callback": {}}}],
                 "connections": [{"from": "begin", "to": "hold"}]}
                """);
        topic.publish("above", 1, calling("long"));
        UUID id = topic.trigger("above", 1, "hook", "{}");
        await().until(() -> !topic.children(id).isEmpty());
        UUID child = topic.children(id).getFirst();
        workers.awaited(child, NodeWaiting.class);

        topic.cancel(id, "above", "mallory");
        topic.cancel(id, "another", "alice");
        topic.cancel(id, "above", "alice");

        assertThat(workers.finished(id).getError().orElseThrow().getMessage()).contains("bob");
        assertThat(workers.finished(child).getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED);
    }

    @Test
    void moreChildrenThanABatchTakesAllEnd() {
        workers.start();
        topic.publish("tiny", 1, """
                {"nodes": [{"id": "begin", "type": "manual"}], "connections": []}
                """);
        topic.publish("many", 1, """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "each", "type": "forEach", "parameters": {"items": "{{ [1..100] }}", "concurrency": 1, "body":
                    {"nodes": [{"id": "sub", "type": "subWorkflow",
                       "parameters": {"workflowId": "tiny", "input": "{{ item }}"}}], "connections": []}}},
                  {"id": "sum", "type": "set", "parameters": {"values": {"sum": "{{ $sum(input) }}"}}}],
                 "connections": [{"from": "hook", "to": "each"}, {"from": "each", "to": "sum"}]}
                """);

        UUID id = topic.trigger("many", 1, "hook", "{}");

        assertThat(output(workers.finished(id))).isEqualTo("{\"sum\":5050}");
        List<UUID> children = topic.children(id);
        assertThat(children.size()).isLessThanOrEqualTo(100);
    }

    private static String calling(String workflow) {
        return """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "sub", "type": "subWorkflow", "parameters": {"workflowId": "%s", "input": "{{ input }}"}}],
                 "connections": [{"from": "hook", "to": "sub"}]}
                """.formatted(workflow);
    }

    private static String output(ExecutionFinished finished) {
        assertThat(finished.getError()).isEmpty();
        return UTF_8.decode(finished.getOutput().orElseThrow().duplicate()).toString();
    }
}
