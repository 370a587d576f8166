package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowTest {

    private static final WorkflowParser PARSER = new WorkflowParser(NodeTypes.onClassPath());

    private static final String ORDERS = """
            { "name": "Order intake", "active": true,
              "nodes": [
                { "id": "plain", "type": "set", "name": "Plain tier", "parameters": { "values": { "tier": "plain" } } },
                { "id": "hook",  "type": "webhook", "parameters": { "path": "orders", "method": ["POST", "PUT"] } },
                { "id": "big",   "type": "if",   "parameters": { "condition": "{{ trigger.body.total > 100 }}" } },
                { "id": "call",  "type": "http", "parameters": { "url": "https://example.com" }, "onError": "continue" } ],
              "connections": [
                { "from": "hook", "to": "big" },
                { "from": "big", "output": "true", "to": "call" }, { "from": "big", "output": "false", "to": "plain" },
                { "from": "call", "output": "error", "to": "plain" } ] }
            """;

    @Test
    void answersAboutItsGraph() {
        Workflow workflow = valid(ORDERS);

        assertThat(workflow.name()).isEqualTo("Order intake");
        assertThat(workflow.node("plain").displayName()).isEqualTo("Plain tier");
        assertThat(workflow.node("call").onError()).isEqualTo(OnError.CONTINUE);
        assertThat(workflow.triggers()).extracting(Node::id).containsExactly("hook");
        assertThat(workflow.leaves()).extracting(Node::id).containsExactly("plain");
        assertThat(workflow.topologicalOrder()).extracting(Node::id).containsExactly("hook", "big", "call", "plain");
        assertThat(workflow.incoming("plain")).extracting(Connection::from).containsExactly("big", "call");
        assertThat(workflow.outgoing("big", "true")).containsExactly(new Connection("big", "true", "call"));
        assertThat(workflow.outgoing("big", "error")).isEmpty();
        assertThat(workflow.reachableFrom("big")).containsExactly("big", "call", "plain");
        assertThatThrownBy(() -> workflow.node("gone")).hasMessageContaining("gone");
    }

    @Test
    void knowsItsWebhooks() {
        assertThat(WebhookEndpoint.of(valid(ORDERS)))
                .containsExactly(new WebhookEndpoint("hook", "orders", List.of("POST", "PUT")));
    }

    static Workflow valid(String definition) {
        return switch (PARSER.parse(definition.getBytes(UTF_8))) {
            case ParseResult.Valid valid -> valid.workflow();
            case ParseResult.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
