package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Loops show how many rounds they have had, and what those came to. */
class RoundsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEFINITION = """
            {"nodes": [
              {"id": "hook", "type": "webhook", "parameters": {}},
              {"id": "none", "type": "forEach", "parameters": {"body": {"nodes": [{"id": "never", "type": "set"}]}}},
              {"id": "outer", "type": "forEach", "parameters": {"body": {"nodes": [
                {"id": "call", "type": "http"},
                {"id": "inner", "type": "forEach", "parameters": {"body": {"nodes": [{"id": "deep", "type": "set"}]}}}
              ]}}}]}""";
    private static final String NODE = """
            insert into node_execution_results (execution_id, created_at, node_id, iteration, owner_id, sequence, status,
                name, type, attempt, failed_attempts, started_at, finished_at, output)
            select id, created_at, ?, ?, owner_id, 1, cast(? as node_status), 'x', ?, 1, '{}', created_at, created_at, '1'
            from workflow_executions where id = ?
            """;

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();
    private final String workflow = "loops-" + UUID.randomUUID();
    private final Story story = Story.of(owner, workflow).triggered("{}").started();

    @BeforeEach
    void record() {
        recorder.owner().update("insert into workflows values (?, ?, 'Loops', 1, 1, false, now())", workflow, owner);
        recorder.owner()
                .update(
                        "insert into workflow_versions values (?, 1, ?, gen_random_uuid(), cast(? as json), ?, now())",
                        workflow,
                        owner,
                        DEFINITION,
                        owner);
        recorder.send(story.finished("1"));
        Folded.await(recorder);
        node("hook", "", "success", "webhook");
        node("none", "", "success", "forEach");
        node("outer", "", "running", "forEach");
    }

    @Test
    void aRoundIsWhatTheFurthestOfItsResultsIs() {
        node("call", "0", "success", "http");
        node("inner", "0", "success", "forEach");
        node("deep", "0.0", "success", "set");
        node("deep", "0.1", "failed", "set");
        node("call", "1", "success", "http");
        node("inner", "1", "running", "forEach");
        node("deep", "1.0", "success", "set");
        node("call", "2", "success", "http");

        JsonNode nodes = JSON.readTree(get("/executions/" + story.id())).path("nodes");
        JsonNode all = JSON.readTree(get("/executions/" + story.id() + "/nodes?nodeId=inner"))
                .path("items");

        assertThat(of(nodes, "hook").isNull()).isTrue();
        assertThat(of(nodes, "none")).hasToString("{\"total\":0,\"byStatus\":{}}");
        assertThat(of(nodes, "outer"))
                .hasToString("{\"total\":3,\"byStatus\":{\"failed\":1,\"running\":1,\"success\":1}}");
        assertThat(all.path(0).path("iterations"))
                .hasToString("{\"total\":2,\"byStatus\":{\"failed\":1,\"success\":1}}");
        assertThat(all.path(1).path("iterations")).hasToString("{\"total\":1,\"byStatus\":{\"success\":1}}");
    }

    @Test
    void tenThousandRoundsAreCountedInOneGo() {
        recorder.owner().update("""
                        insert into node_execution_results (execution_id, created_at, node_id, iteration, owner_id,
                            sequence, status, name, type, attempt, failed_attempts, started_at, finished_at, output)
                        select id, created_at, 'call', cast(n as text), owner_id, n + 2,
                            cast(case when n % 100 = 0 then 'failed' else 'success' end as node_status), 'x', 'http', 1,
                            '{}', created_at, created_at, to_json(repeat('x', 200))
                        from workflow_executions, generate_series(0, 9999) as n where id = ?
                        """, story.id());

        JsonNode nodes = JSON.readTree(get("/executions/" + story.id())).path("nodes");

        assertThat(nodes).hasSize(3);
        assertThat(of(nodes, "outer")).hasToString("{\"total\":10000,\"byStatus\":{\"failed\":100,\"success\":9900}}");
    }

    private static JsonNode of(JsonNode nodes, String id) {
        return nodes.valueStream()
                .filter(node -> node.path("nodeId").asString().equals(id))
                .findAny()
                .orElseThrow()
                .path("iterations");
    }

    private void node(String id, String iteration, String status, String type) {
        recorder.owner().update(NODE, id, iteration, status, type, story.id());
    }

    private String get(String path) {
        var answer = recorder.get(owner, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
