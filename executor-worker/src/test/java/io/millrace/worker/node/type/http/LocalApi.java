package io.millrace.worker.node.type.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A system with an HTTP interface on loopback, and what may call it. */
public final class LocalApi implements AutoCloseable {
    private final HttpServer server;
    private final OutgoingHttp http = new OutgoingHttp(HttpNodeFixture.settings("127.0.0.1"));
    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();

    public LocalApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                headers.add(exchange.getRequestHeaders());
                bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                handlers.getOrDefault(
                                exchange.getRequestURI().getPath(), unknown -> answer(unknown, 404, "text/plain", ""))
                        .handle(exchange);
            }
        });
        server.start();
    }

    /** From now on requests for the path are answered so. */
    public void on(String path, HttpHandler handler) {
        handlers.put(path, handler);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What may call it. */
    public OutgoingHttp http() {
        return http;
    }

    /** What was sent, in order. */
    public List<String> bodies() {
        return bodies;
    }

    /** The headers that were sent, in order. */
    public List<Headers> headers() {
        return headers;
    }

    /** Begins an answer of unknown length. */
    public static void begin(HttpExchange exchange, int status, String contentType) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, 0);
    }

    public static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        HttpNodeFixture.answer(exchange, status, contentType, body);
    }

    @Override
    public void close() throws IOException {
        http.close();
        server.stop(0);
    }
}
