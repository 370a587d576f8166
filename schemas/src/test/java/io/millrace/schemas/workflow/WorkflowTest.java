package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.HOOK;
import static io.millrace.schemas.workflow.Definitions.PARSER;
import static io.millrace.schemas.workflow.Definitions.valid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowTest {

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

    @Test
    void contentLeavesOutNameAndActiveAndKeepsTheRestAsPublished() {
        Workflow workflow = valid("""
                { "ui": {"z": 1, "a": 1.50, "big": 1e300}, "name": "N", "nodes": [%s], "active": false }""".formatted(HOOK));

        assertThat(new String(workflow.content(), UTF_8)).isEqualTo("""
                {"ui":{"z":1,"a":1.50,"big":1E+300},"nodes":[{"id":"hook","type":"webhook","parameters":{"path":"orders"}}]}""");
        assertThat(workflow.active()).isFalse();
    }

    @Test
    void contentIsEqualWhateverItsSpacesKeyOrderAndNumberForms() {
        Workflow one = valid("""
                { "name": "One", "ui": { "x": 1.0, "y": [1, 2] }, "nodes": [%s] }""".formatted(HOOK));

        assertThat(one.hasSameContentAs(valid("""
                {"nodes":[%s],"ui":{"y":[1,2e0],"x":1},"active":false,"name":"Two"}""".formatted(HOOK)))).isTrue();
        assertThat(one.hasSameContentAs(valid("""
                {"nodes":[%s],"ui":{"y":[2,1],"x":1},"name":"One"}""".formatted(HOOK)))).isFalse();
        assertThat(one.hasSameContentAs(valid("""
                {"nodes":[%s],"ui":{"y":[1,2],"x":"1"},"name":"One"}""".formatted(HOOK)))).isFalse();
    }

    @Test
    void readsWhatWasPublishedWithoutMovingTheBuffer() {
        ByteBuffer content = ByteBuffer.wrap(valid(ORDERS).content());

        Workflow published = PARSER.readPublished("Renamed", false, content);

        assertThat(published.name()).isEqualTo("Renamed");
        assertThat(published.hasSameContentAs(valid(ORDERS))).isTrue();
        assertThat(content.remaining()).isEqualTo(content.capacity());
        assertThatThrownBy(() -> PARSER.readPublished("x", true, ByteBuffer.wrap(new byte[] {'{'})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
