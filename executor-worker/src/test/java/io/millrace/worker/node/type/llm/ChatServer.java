package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpHandler;
import io.millrace.worker.credential.MemoryCredentials;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.http.LocalApi;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that speaks the chat completions interface as its public specification says, and the node that asks it. */
final class ChatServer implements AutoCloseable {

    private final LocalApi api = new LocalApi();

    /** From now on does this with a request. */
    void does(HttpHandler handler) {
        api.on("/v1/chat/completions", handler);
    }

    /** From now on answers with this JSON text at once. */
    void answers(String completion) {
        does(exchange -> LocalApi.answer(exchange, 200, "application/json", completion));
    }

    /** From now on streams these chunks, and ends. */
    void streams(String... chunks) {
        does(exchange -> {
            LocalApi.begin(exchange, 200, "text/event-stream");
            for (String chunk : chunks) {
                exchange.getResponseBody().write(("data: " + chunk + "\n\n").getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        });
    }

    /** Runs the node; the credentials are {@code model}, for this server with {@code canary-key}, and {@code mail}. */
    NodeOutcome ask(NodeCall call) throws InterruptedException {
        return new MemoryCredentials()
                .put("model", "llm", "{\"apiKey\": \"canary-key\", \"baseUrl\": \"%s\"}".formatted(api.url("/v1/")))
                .put("mail", "smtp", "{\"host\": \"mail.example\", \"port\": 25}")
                .guard(node())
                .run(call);
    }

    /** The node as it is without the guard that looks credentials up. */
    LlmNode node() {
        return new LlmNode(new LlmSettings("http://nobody.invalid/v1", Duration.ofSeconds(20)), api.http());
    }

    /** The first request's body. */
    JsonNode request() {
        return JsonMapper.shared().readTree(api.bodies().getFirst());
    }

    /** The first request's header. */
    String header(String name) {
        return api.headers().getFirst().getFirst(name);
    }

    @Override
    public void close() throws IOException {
        api.close();
    }
}
