package io.millrace.acceptance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A language model for workflows to ask by the chat completions interface: it calls the tool {@code stock} for some
 * rounds, and then answers with what it was told last; every request is kept.
 */
public final class ModelServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A request.
     *
     * @param prompt the first that was said
     * @param round how often the model has been heard before in this conversation
     * @param body all of it
     */
    public record Asked(String prompt, int round, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int rounds;
    private final int calls;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Map<Integer, CountDownLatch> held = new ConcurrentHashMap<>();

    private ModelServer(int rounds, int calls) throws IOException {
        this.rounds = rounds;
        this.calls = calls;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Listens on a free port of this machine.
     *
     * @param rounds how many of its rounds call the tool
     * @param calls how often each of them does
     */
    public static ModelServer start(int rounds, int calls) {
        try {
            return new ModelServer(rounds, calls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A credential for it. */
    public String credential() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return """
                {"type": "llm", "data": {"apiKey": "story-key-of-a-model", "baseUrl": "%s"}}""".formatted(uri);
    }

    /** Answers no request of that round until {@link #release}. */
    public void hold(int round) {
        held.put(round, new CountDownLatch(1));
    }

    /** Answers what is held, and from now on at once. */
    public void release() {
        held.values().forEach(CountDownLatch::countDown);
    }

    /** The requests so far, in order of arrival. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            JsonNode messages = JSON.readTree(body).path("messages");
            int round = (int) messages.values().stream()
                    .filter(message -> role(message).equals("assistant"))
                    .count();
            asked.add(new Asked(messages.path(0).path("content").asString(), round, body));
            CountDownLatch waiting = held.get(round);
            if (waiting != null) {
                waiting.await();
            }
            byte[] answer = (round < rounds ? calling() : saying(messages.path(messages.size() - 1)))
                    .toString()
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode calling() {
        ObjectNode answer = answer();
        ObjectNode choice = answer.putArray("choices").addObject().put("finish_reason", "tool_calls");
        ArrayNode wanted = choice.putObject("message").putArray("tool_calls");
        for (int i = 0; i < calls; i++) {
            wanted.addObject()
                    .put("id", "call-" + i)
                    .putObject("function")
                    .put("name", "stock")
                    .put("arguments", "{\"item\": \"chairs\"}");
        }
        return answer;
    }

    private static ObjectNode saying(JsonNode last) {
        ObjectNode answer = answer();
        ObjectNode choice = answer.putArray("choices").addObject().put("finish_reason", "stop");
        choice.putObject("message").set("content", last.path("content"));
        return answer;
    }

    private static ObjectNode answer() {
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("usage").put("total_tokens", 3);
        return answer;
    }

    private static String role(JsonNode message) {
        return message.path("role").asString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
