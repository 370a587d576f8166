package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private final RunningRecorder recorder = RunningRecorder.shared();

    @Test
    void anExecutionThatRanThroughBecomesItsRows() {
        Story story = Story.of("ann", "orders")
                .triggered("{\"body\":{\"a\":1,\"a\":2,\"nul\":\"\\u0000\",\"big\":1e200000}}")
                .started()
                .nodeStarted("price", 1)
                .attemptFailed("price", 1)
                .logged("NUL \0 in a line")
                .nodeStarted("price", 2)
                .completed("price", 2, NodeStatus.SUCCESS, "{ \"status\": 200 }", null)
                .finished("{\"total\":1}", "plain");

        recorder.send(story);

        Map<String, Object> row = awaitStatus(story.id(), "success");
        assertThat(row)
                .containsEntry("owner_id", "ann")
                .containsEntry("workflow_id", "orders")
                .containsEntry("sequence", 7)
                .containsEntry("kind", "webhook")
                .containsEntry("trigger_node", "hook")
                .containsEntry("labels", "{\"order\": \"7\"}")
                .containsEntry("nodes_executed", 2);
        assertThat(row.get("trigger_data"))
                .hasToString("{\"body\":{\"a\":1,\"a\":2,\"nul\":\"\\u0000\",\"big\":1e200000}}");
        List<Map<String, Object>> nodes = recorder.owner()
                .queryForList(
                        "select node_id, status::text, attempt, failed_attempts::text, output::text, finished_at"
                                + " from node_execution_results where execution_id = ? order by node_id",
                        story.id());
        assertThat(nodes).hasSize(2);
        assertThat(nodes.getFirst()).containsEntry("node_id", "plain").containsEntry("status", "skipped");
        assertThat(nodes.getLast())
                .containsEntry("status", "success")
                .containsEntry("attempt", 2)
                .containsEntry("output", "{ \"status\": 200 }");
        assertThat(nodes.getLast().get("failed_attempts")).asString().contains("503");
        assertThat(recorder.owner()
                        .queryForList(
                                "select message from execution_logs where execution_id = ?", String.class, story.id()))
                .containsExactly("NUL \\u0000 in a line");
    }

    @Test
    void whatComesInManyBatchesEndsLikeWhatComesInOne() {
        Story story = Story.of("ann", "orders").triggered("{}").started().nodeStarted("price", 1);
        story.attemptFailed("price", 1).nodeStarted("price", 2).attemptFailed("price", 2);
        story.completed("price", 3, NodeStatus.SUCCESS, "{}", null).finished("1");

        for (ProducerRecord<byte[], byte[]> record : story.records()) {
            recorder.send(List.of(record));
            awaitFolded();
        }

        awaitStatus(story.id(), "success");
        assertThat(recorder.owner()
                        .queryForMap(
                                "select cardinality(failed_attempts) as failed, attempt, status::text from"
                                        + " node_execution_results where execution_id = ?",
                                story.id()))
                .containsEntry("failed", 2)
                .containsEntry("attempt", 3)
                .containsEntry("status", "success");
    }

    @Test
    void anAttemptThatWasBegunAnewHasItsOwnTime() {
        Story story = Story.of("ann", "orders").triggered("{}").started().nodeStarted("price", 1);
        story.pausing(Duration.ofSeconds(5)).nodeStarted("price", 1);

        for (ProducerRecord<byte[], byte[]> record : story.records()) {
            recorder.send(List.of(record));
            awaitFolded();
        }

        assertThat(recorder.owner()
                        .queryForObject(
                                "select attempt_started_at - started_at > interval '4 s' from node_execution_results"
                                        + " where execution_id = ?",
                                Boolean.class,
                                story.id()))
                .isTrue();
    }

    @Test
    void eventsMayBeReadBeforeTheTrigger() {
        Story story = Story.of("ann", "orders").triggered("{\"n\":1}").started().finished("1");
        var records = story.records();

        recorder.send(records.subList(1, records.size()));
        assertThat(awaitStatus(story.id(), "success")).containsEntry("kind", null);
        recorder.send(records.subList(0, 1));

        await().untilAsserted(() -> assertThat(row(story.id()))
                .containsEntry("kind", "webhook")
                .containsEntry("status", "success")
                .containsEntry("sequence", 2));
    }

    @Test
    void aPoisonRecordGoesToTheDeadLettersAndItsPartitionMovesOn() {
        Story story = Story.of("ann", "orders").triggered("{}").started();
        ProducerRecord<byte[], byte[]> good = story.records().getLast();
        UUID key = UUID.randomUUID();

        recorder.send(List.of(new ProducerRecord<>(
                Topics.EVENTS, good.partition(), key.toString().getBytes(UTF_8), "no event".getBytes(UTF_8))));
        recorder.send(story);

        awaitStatus(story.id(), "running");
        assertThat(DeadLetterReader.reasons(key)).singleElement().asString().contains("single-object");
    }

    @Test
    void aValueThatTheDatabaseRefusesTakesOnlyItsOwnRecordAway() {
        Story bad = Story.of("ann", "orders").triggered("{\"broken\":").started();
        Story good = Story.of("ann", "orders").triggered("{}").started().finished("1");

        recorder.send(bad, good);

        awaitStatus(good.id(), "success");
        assertThat(awaitStatus(bad.id(), "running")).containsEntry("kind", null);
        assertThat(DeadLetterReader.reasons(bad.id()))
                .singleElement()
                .asString()
                .contains("json");
    }

    @Test
    void aDeletedExecutionIsGoneAndStaysGone() {
        Story story = Story.of("ann", "orders")
                .triggered("{}")
                .started()
                .completed("hook", "{}")
                .logged("a");
        recorder.send(story);
        awaitStatus(story.id(), "running");
        int told = story.records().size();

        recorder.send(story.deletedBy("bob", "orders"));
        awaitFolded();
        assertThat(rows(story.id())).as("another owner's request").isEqualTo(3);

        recorder.send(story.deleted());
        await().untilAsserted(() -> assertThat(rows(story.id())).isZero());
        recorder.send(story.completed("late", "{}").finished("1"));
        awaitFolded();
        assertThat(rows(story.id())).isZero();
        assertThat(told).isEqualTo(4);
    }

    @Test
    void allThatAnOwnerHadIsGoneAndWhatComesLaterIsKept() {
        String owner = "owner-" + UUID.randomUUID();
        Story before = Story.of(owner, "orders").triggered("{}").started();
        recorder.send(before);
        awaitStatus(before.id(), "running");

        var deletion = new OwnerDeleted(owner, Instant.now(), "admin");
        recorder.send(IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .mapToObj(partition -> new ProducerRecord<byte[], byte[]>(
                        Topics.TRIGGERS, partition, null, EventCodec.encode(deletion)))
                .toList());
        await().untilAsserted(() -> assertThat(rows(before.id())).isZero());
        Story after = Story.of(owner, "orders", Instant.now().plusMillis(5), RandomGenerator.getDefault());
        recorder.send(before.completed("late", "{}"), after.triggered("{}").started());

        awaitStatus(after.id(), "running");
        awaitFolded();
        assertThat(rows(before.id())).isZero();
    }

    /** The row once it has that status and all that was sent is folded: a trigger may be read after what follows it. */
    private Map<String, Object> awaitStatus(UUID id, String status) {
        await().until(() -> row(id), row -> status.equals(row.get("status")));
        awaitFolded();
        return row(id);
    }

    private Map<String, Object> row(UUID id) {
        return recorder
                .owner()
                .queryForList(
                        "select owner_id, workflow_id, sequence, trigger_node, nodes_executed, labels::text as labels, status::text as status, kind::text as kind,"
                                + " trigger_data::text as trigger_data from workflow_executions where id = ?",
                        id)
                .stream()
                .findFirst()
                .orElse(Map.of());
    }

    private int rows(UUID id) {
        Integer count = recorder.owner()
                .queryForObject(
                        "select (select count(*) from workflow_executions where id = ?)"
                                + " + (select count(*) from node_execution_results where execution_id = ?)"
                                + " + (select count(*) from execution_logs where execution_id = ?)",
                        Integer.class,
                        id,
                        id,
                        id);
        return count == null ? -1 : count;
    }

    /** Waits until everything that was sent is in the tables. */
    private void awaitFolded() {
        Folded.await(recorder);
    }
}
