package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class N8nWorkflowTest {
    @ParameterizedTest
    @CsvSource({"four-step, hook total big yes no", "http-step, hook total big call no yes"})
    void goesFromTheWebhookToEveryNode(String scenario, String order) {
        JsonNode workflow = JsonMapper.shared().readTree(N8nWorkflow.of(scenario, "127.0.0.1:1"));
        List<String> reached = new ArrayList<>(List.of("hook"));
        for (int i = 0; i < reached.size(); i++) {
            for (JsonNode branch :
                    workflow.path("connections").path(reached.get(i)).path("main")) {
                branch.forEach(end -> reached.add(end.path("node").asString()));
            }
        }

        assertThat(workflow.path("id").asString()).isEqualTo(N8nWorkflow.ID);
        assertThat(reached).containsExactly(order.split(" "));
        assertThat(workflow.path("nodes").valueStream().map(node -> node.path("name")
                        .asString()))
                .containsExactlyInAnyOrderElementsOf(reached);
    }

    @Test
    void callsTheServer() {
        assertThat(N8nWorkflow.of("http-step", "127.0.0.1:1234")).contains("\"url\": \"http://127.0.0.1:1234/\"");
    }

    @Test
    void otherScenariosAreNone() {
        assertThatThrownBy(() -> N8nWorkflow.of("fan", "127.0.0.1:1")).hasMessageContaining("fan");
    }
}
