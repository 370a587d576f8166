package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.DefinitionKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.120Z");

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String workflow = "wf-" + UUID.randomUUID();

    @Test
    void theFirstChangeWithARevisionWinsAndTheFirstOwnerKeepsTheWorkflow() {
        tell(published("ann", 1, 1, "{ \"nodes\": [1] }"));
        tell(published("ann", 1, 1, "{\"nodes\":[\"loser\"]}"));
        tell(published("bob", 5, 2, "{\"nodes\":[\"thief\"]}"));
        tell(published("ann", 2, 2, "{\"nodes\":[2]}"));
        tell(new WorkflowLive(workflow, "ann", 3, UUID.randomUUID(), 1, "Renamed", "ann", TIME));
        tell(new WorkflowLive(workflow, "ann", 4, UUID.randomUUID(), 9, "No such version", "ann", TIME));

        awaitWorkflow(Map.of("owner_id", "ann", "name", "Renamed", "revision", 3, "live_version", 1, "deleted", false));
        assertThat(definitions()).containsExactly("{ \"nodes\": [1] }", "{\"nodes\":[2]}");
    }

    @Test
    void aDeletedWorkflowKeepsItsVersionsAndCanComeBack() {
        tell(published("ann", 1, 1, "{}"));
        tell(new WorkflowDeleted(workflow, "ann", 2, UUID.randomUUID(), "Flow", "ann", TIME));
        await().untilAsserted(() -> assertThat(row()).containsEntry("deleted", true));
        assertThat(row()).containsEntry("live_version", null);
        assertThat(definitions()).containsExactly("{}");

        tell(published("ann", 3, 2, "{\"n\":2}"));
        awaitWorkflow(Map.of("revision", 3, "live_version", 2, "deleted", false));
    }

    @Test
    void aBuriedVersionThatWasTakenForAWinnerGoes() {
        WorkflowPublished loser = published("ann", 1, 1, "{}");
        tell(loser);
        awaitWorkflow(Map.of("revision", 1));

        recorder.send(List.of(new ProducerRecord<>(
                Topics.DEFINITIONS, DefinitionKeys.of(loser).getBytes(UTF_8), null)));

        await().untilAsserted(() -> assertThat(definitions()).isEmpty());
    }

    @Test
    void anExecutionIsShownWithItsWorkflowsNameAndDefinition() {
        String definition = "{\"nodes\":[{\"id\":\"hook\",\"type\":\"webhook\"},"
                + "{\"id\":\"plain\",\"name\":\"Plain \\u0000\",\"type\":\"set\"}]}";
        tell(published("ann", 1, 1, definition));
        awaitWorkflow(Map.of("revision", 1));
        Story story = Story.of("ann", workflow)
                .triggered("{}")
                .started()
                .nodeStarted("hook", 1)
                .finished("1", "plain");
        recorder.send(story);
        Folded.await(recorder);

        String execution = recorder.get("ann", "/executions/" + story.id()).body();
        String shown =
                recorder.get("ann", "/executions/" + story.id() + "/workflow").body();

        assertThat(execution)
                .contains("\"workflowName\":\"Orders\"")
                .contains("\"nodeId\":\"hook\",\"name\":\"hook\",\"type\":\"webhook\"")
                .contains("\"nodeId\":\"plain\",\"name\":\"Plain \\u0000\",\"type\":\"set\"");
        assertThat(shown).contains("\"definition\":" + definition).contains("\"version\":1");
    }

    private WorkflowPublished published(String owner, int revision, int version, String definition) {
        return WorkflowPublished.newBuilder()
                .setWorkflowId(workflow)
                .setOwnerId(owner)
                .setRevision(revision)
                .setPublicationId(UUID.randomUUID())
                .setVersion(version)
                .setLiveVersion(version)
                .setName("Orders")
                .setDefinition(Story.json(definition))
                .setPublishedBy(owner)
                .setTime(TIME)
                .build();
    }

    private void tell(SpecificRecord change) {
        String key =
                switch (change) {
                    case WorkflowPublished published -> DefinitionKeys.of(published);
                    case WorkflowLive live -> DefinitionKeys.of(live);
                    case WorkflowDeleted deleted -> DefinitionKeys.of(deleted);
                    default -> throw new IllegalArgumentException();
                };
        recorder.send(
                List.of(new ProducerRecord<>(Topics.DEFINITIONS, key.getBytes(UTF_8), EventCodec.encode(change))));
    }

    private void awaitWorkflow(Map<String, Object> expected) {
        await().untilAsserted(() -> assertThat(row()).containsAllEntriesOf(expected));
    }

    private Map<String, Object> row() {
        return recorder.owner().queryForList("select * from workflows where id = ?", workflow).stream()
                .findFirst()
                .orElse(Map.of());
    }

    private List<String> definitions() {
        return recorder.owner()
                .queryForList(
                        "select definition::text from workflow_versions where workflow_id = ? order by version",
                        String.class,
                        workflow);
    }
}
