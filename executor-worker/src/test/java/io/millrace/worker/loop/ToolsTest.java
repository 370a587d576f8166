package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.expression.Json;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCredentials;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.SlowNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A language model that calls workflows, on a real broker and against a server that speaks its interface. */
class ToolsTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    /** The node with a credential for the server. */
    private record Asking(SlowNode node, String address) implements SlowNode, NodeCredentials {
        @Override
        public String type() {
            return node.type();
        }

        @Override
        public boolean converses(Node definition) {
            return node.converses(definition);
        }

        @Override
        public NodeOutcome run(NodeCall call) throws InterruptedException {
            return node.run(call.with((NodeCredentials) this));
        }

        @Override
        public OpenCredential open(CredentialName name, String parameter) {
            var data = JsonMapper.shared().createObjectNode().put("apiKey", "k").put("baseUrl", address);
            return new OpenCredential("model", "llm", data, Optional.empty());
        }

        @Override
        public Optional<OpenCredential> renew(OpenCredential refused) {
            return Optional.empty();
        }
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void aRoundIsNotPaidForTwiceWhenTheWorkerDiesBehindIt() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        String address = serve(asked);
        Engine one = workers.start(Workers.settings(), type -> asking(type, address));
        topic.publish("stock", 1, """
                {"nodes": [{"id": "begin", "type": "manual"},
                  {"id": "hold", "type": "wait", "parameters": {"duration": "PT3S"}},
                  {"id": "made", "type": "set", "parameters": {"values": {"left": "{{ $length(input.item) }}"}}}],
                 "connections": [{"from": "begin", "to": "hold"}, {"from": "hold", "to": "made"}]}
                """);
        topic.publish("shop", 1, """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "ask", "type": "llm", "parameters": {"credential": "model", "model": "m", "prompt": "{{ input }}",
                    "tools": [{"name": "stock", "workflowId": "stock", "parameters": {"type": "object",
                      "required": ["item"], "properties": {"item": {"type": "string"}}}}]}}],
                 "connections": [{"from": "hook", "to": "ask"}]}
                """);
        UUID id = topic.trigger("shop", 1, "hook", "\"how many?\"");
        workers.awaited(id, NodeWaiting.class);

        one.close();
        workers.start(Workers.settings(), type -> asking(type, address));
        ExecutionFinished finished = workers.finished(id);

        assertThat(finished.getError()).isEmpty();
        assertThat(Json.encoded(finished.getOutput().orElseThrow()).member("text"))
                .contains(Json.of("{\"left\":5}"));
        assertThat(asked).as("each round is one request").hasSize(2);
        assertThat(topic.children(id)).hasSize(1);
        assertThat(workers.events(id, NodeCompleted.class).stream()
                        .map(event -> event.getNodeId() + "/" + event.getIteration()))
                .containsExactly("hook/", "ask/0", "ask/0.0", "ask/1", "ask/");
    }

    private static NodeType asking(NodeType type, String address) {
        return type instanceof SlowNode slow && type.type().equals("llm") ? new Asking(slow, address) : type;
    }

    /** Asks for the stock of a thing, and then says what it was told. */
    private String serve(List<String> asked) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var request = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            asked.add(request.toString());
            var last = request.path("messages").path(request.path("messages").size() - 1);
            var answer = JsonMapper.shared().createObjectNode();
            var choice = answer.putArray("choices").addObject();
            if (last.path("role").stringValue("").equals("tool")) {
                choice.put("finish_reason", "stop").putObject("message").set("content", last.path("content"));
            } else {
                choice.put("finish_reason", "tool_calls")
                        .putObject("message")
                        .putArray("tool_calls")
                        .addObject()
                        .put("id", "c1")
                        .putObject("function")
                        .put("name", "stock")
                        .put("arguments", "{\"item\": \"chair\"}");
            }
            byte[] body = answer.toString().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        workers.closeAtEnd(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
