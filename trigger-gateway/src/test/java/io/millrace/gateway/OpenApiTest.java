package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.OpenApiDocument;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code /openapi.json} keeps the rules of all our documents, and what it shows can be sent. */
class OpenApiTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static OpenApiDocument document;

    @BeforeAll
    static void read() throws Exception {
        document = GATEWAY.documentation();
    }

    @Test
    void itKeepsTheRules() {
        assertThat(document.flaws()).isEmpty();
    }

    @Test
    void itHasEveryCall() {
        assertThat(document.operations().stream().map(OpenApiDocument.Operation::id))
                .contains(
                        "putWorkflow",
                        "listWorkflows",
                        "getWorkflow",
                        "listWorkflowVersions",
                        "getWorkflowVersion",
                        "setLiveVersion",
                        "deleteWorkflow",
                        "getSchedule",
                        "startExecution",
                        "cancelExecution",
                        "rerunExecution",
                        "deleteExecution",
                        "postWebhook",
                        "getWebhookById",
                        "callBack",
                        "putCredential",
                        "listCredentials",
                        "getCredential",
                        "deleteCredential",
                        "authorizeCredential",
                        "endAuthorization")
                .hasSize(29);
        assertThat(document.operations().stream()
                        .filter(OpenApiDocument.Operation::isOpen)
                        .map(OpenApiDocument.Operation::path))
                .containsOnly(
                        "/webhooks/{workflowId}/{path}",
                        "/webhooks/{webhookId}",
                        "/callbacks/{token}",
                        "/oauth/callback");
    }

    @Test
    void examplesCanBeSent() {
        send("PUT", "putWorkflow", "/workflows/documented");
        send("POST", "setLiveVersion", "/workflows/documented/live");
        send("POST", "startExecution", "/workflows/documented/executions");
        send("PUT", "putCredential", "/credentials/documented");
    }

    @Test
    void definitionsAreAsTheyAreChecked() throws IOException {
        JsonNode documented;
        JsonNode checked;
        try (InputStream schema = getClass().getResourceAsStream("/workflow.schema.json")) {
            checked = Gateway.JSON.readTree(schema);
        }
        documented = GATEWAY.call("GET", "/openapi.json").send().json().at("/components/schemas");
        assertThat(members(documented.path("Definition"))).isEqualTo(members(checked));
        Map.of("Node", "node", "Connection", "connection", "Retry", "retry", "Settings", "settings")
                .forEach((name, definition) -> assertThat(members(documented.path(name)))
                        .as(name)
                        .isEqualTo(members(checked.path("$defs").path(definition))));
    }

    private static Collection<String> members(JsonNode schema) {
        return Set.copyOf(schema.path("properties").propertyNames());
    }

    private static void send(String method, String operationId, String path) {
        var call = document.operations().stream()
                .filter(operation -> operation.id().equals(operationId))
                .findFirst()
                .orElseThrow();
        assertThat(call.requestExamples()).isNotEmpty().allSatisfy(example -> assertThat(
                        GATEWAY.json(method, path, example.toString())
                                .as("documented")
                                .send()
                                .status())
                .isBetween(200, 202));
    }
}
