package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What belongs to an execution and is not in its rows: long payloads, and labels. */
class ApartTest {
    private static final JsonMapper JSON = new JsonMapper();
    /** 98,304 bytes in 32,768 characters, so that the preview would end inside of one. */
    private static final String LONG = "{\"text\":\"\\u0000 \\\" " + "\u20ac".repeat(32 * 1024) + "\"}";

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void aLongPayloadIsKeptApartAndItsRowHasTheBeginning() {
        Story story = Story.of(owner, "orders")
                .triggered(LONG)
                .started()
                .completed("short", "{}")
                .completed("long", LONG)
                .finished(LONG);

        recorder.send(story);
        Folded.await(recorder);

        assertThat(payloads(story.id()))
                .containsExactly(
                        Map.of("node_id", "", "part", "output", "content", LONG),
                        Map.of("node_id", "", "part", "trigger", "content", LONG),
                        Map.of("node_id", "long", "part", "output", "content", LONG));
        int size = LONG.getBytes(UTF_8).length;
        Map<String, Object> row = recorder.owner()
                .queryForMap(
                        "select trigger_data::text as data, trigger_data_size, output::text as output, output_size"
                                + " from workflow_executions where id = ?",
                        story.id());
        assertThat(row).containsEntry("trigger_data_size", size).containsEntry("output_size", size);
        for (String column : List.of("data", "output")) {
            String preview = JSON.readTree(String.valueOf(row.get(column))).asString();
            assertThat(LONG).startsWith(preview);
            assertThat(preview.getBytes(UTF_8)).hasSizeBetween(1021, 1024);
        }
        assertThat(recorder.owner()
                        .queryForList(
                                "select output_size from node_execution_results where execution_id = ?"
                                        + " order by node_id",
                                Integer.class,
                                story.id()))
                .containsExactly(size, null);
    }

    @Test
    void whatIsAtTheThresholdStaysInItsRow() {
        String data = "\"" + "a".repeat(64 * 1024 - 2) + "\"";
        Story story = Story.of(owner, "orders").triggered(data).started();

        recorder.send(story);
        Folded.await(recorder);

        assertThat(payloads(story.id())).isEmpty();
        assertThat(recorder.owner()
                        .queryForMap(
                                "select trigger_data::text as data, trigger_data_size from workflow_executions"
                                        + " where id = ?",
                                story.id()))
                .containsEntry("data", data)
                .containsEntry("trigger_data_size", null);
    }

    @Test
    void ofTwoTriggersOfOneExecutionTheFirstOnesDataAndLabelsStay() {
        Story shortFirst = Story.of(owner, "orders").triggered("{}");
        Story longFirst = Story.of(owner, "orders").triggered(LONG);
        recorder.send(shortFirst, longFirst);
        Folded.await(recorder);

        var second = Story.trigger(LONG).setLabels(Map.of("order", "8")).build();
        recorder.send(shortFirst.triggered(second), longFirst.triggered("{}"));
        Folded.await(recorder);

        assertThat(payloads(shortFirst.id())).isEmpty();
        assertThat(payloads(longFirst.id())).hasSize(1);
        assertThat(labels(shortFirst.id())).containsExactly(Map.of("name", "order", "value", "7"));
    }

    @Test
    void aLongPayloadThatIsNoJsonTakesOnlyItsOwnRecordAway() {
        Story bad = Story.of(owner, "orders").triggered(LONG.substring(1)).started();
        Story good = Story.of(owner, "orders").triggered(LONG).started();

        recorder.send(bad, good);
        Folded.await(recorder);

        assertThat(payloads(good.id())).hasSize(1);
        assertThat(payloads(bad.id())).isEmpty();
        assertThat(DeadLetterReader.reasons(bad.id()))
                .singleElement()
                .asString()
                .contains("json");
    }

    @Test
    void labelsAreRowsOnceTheTriggerIsKnownAndGoWithTheExecution() {
        Story story = Story.of(owner, "orders").started().completed("long", LONG);
        recorder.send(story);
        Folded.await(recorder);
        assertThat(labels(story.id())).isEmpty();

        var trigger = Story.trigger(LONG)
                .setLabels(Map.of("temporal.runId", "r\0", "order", "7"))
                .build();
        recorder.send(story.triggered(trigger));
        Folded.await(recorder);
        assertThat(labels(story.id()))
                .containsExactly(
                        Map.of("name", "order", "value", "7"), Map.of("name", "temporal.runId", "value", "r\\u0000"));
        assertThat(payloads(story.id())).hasSize(2);

        recorder.send(story.deleted());
        await().until(() -> labels(story.id()).isEmpty());
        assertThat(payloads(story.id())).isEmpty();
    }

    private List<Map<String, Object>> payloads(UUID id) {
        return recorder.owner()
                .queryForList(
                        "select node_id, part, content::text as content from execution_payloads"
                                + " where execution_id = ? order by node_id, part",
                        id);
    }

    private List<Map<String, Object>> labels(UUID id) {
        return recorder.owner()
                .queryForList("select name, value from execution_labels where execution_id = ? order by name", id);
    }
}
