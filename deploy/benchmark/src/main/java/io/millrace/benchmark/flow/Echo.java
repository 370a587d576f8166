package io.millrace.benchmark.flow;

import com.sun.net.httpserver.HttpServer;
import io.millrace.benchmark.JavaProcess;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/** A server in a process of its own that answers what it is sent. */
final class Echo implements AutoCloseable {
    private final int port = Ports.free();
    private final JavaProcess process;

    Echo(Path folder) throws IOException {
        process = new JavaProcess(
                        "echo",
                        List.of(
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                // By itself it closes all idle connections but two hundred, also those just used.
                                "-Dsun.net.httpserver.maxIdleConnections=10000",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Echo.class.getName(),
                                Integer.toString(port)),
                        folder.resolve("echo.log"))
                .start();
        process.await("to answer", Duration.ofMinutes(1), this::answers);
    }

    /** The server's own process: its port; runs until it is ended. */
    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    String address() {
        return "localhost:" + port;
    }

    JavaProcess process() {
        return process;
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
