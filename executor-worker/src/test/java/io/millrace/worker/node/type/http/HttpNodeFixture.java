package io.millrace.worker.node.type.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.springframework.util.unit.DataSize;

/** A real server on loopback and a node that may call it. */
final class HttpNodeFixture implements AutoCloseable {

    static final int MAX_CONNECTIONS = 100;

    private static final int MAX_RESPONSE = 20_000;

    final HttpServer server;
    final HttpNode node;
    private final OutgoingHttp http;

    HttpNodeFixture(String... allowedTargets) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        http = new OutgoingHttp(settings(allowedTargets));
        node = new HttpNode(settings(allowedTargets), http);
    }

    static HttpSettings settings(String... allowedTargets) {
        return new HttpSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                DataSize.ofBytes(MAX_RESPONSE),
                MAX_CONNECTIONS,
                MAX_CONNECTIONS,
                List.of(allowedTargets));
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    HttpNodeFixture on(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        return this;
    }

    static void answer(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        if (!contentType.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        answer(exchange, status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    NodeOutcome run(String parameters) throws InterruptedException {
        return run(parameters, Optional.empty());
    }

    /** Runs on a virtual thread as the worker does, and hands on what it throws. */
    NodeOutcome run(String parameters, Optional<Duration> timeout) throws InterruptedException {
        Node definition = NodeCalls.node("http", parameters, timeout);
        NodeCall call = NodeCalls.call(definition, "{\"x\": {\"a\" : 1}, \"s\": \"text\", \"none\": null}");
        FutureTask<NodeOutcome> task = new FutureTask<>(() -> node.run(call));
        Thread.ofVirtual().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    Json completed(String parameters) throws InterruptedException {
        return switch (run(parameters)) {
            case NodeOutcome.Completed(String name, Json output) when name.equals("main") -> output;
            case NodeOutcome other -> throw new AssertionError(other);
        };
    }

    Failure failed(String parameters) throws InterruptedException {
        return failure(run(parameters));
    }

    static Failure failure(NodeOutcome outcome) {
        return switch (outcome) {
            case NodeOutcome.Failed failed -> failed.failure();
            case NodeOutcome other -> throw new AssertionError(other);
        };
    }

    @Override
    public void close() throws IOException {
        http.close();
        server.stop(0);
    }
}
