package io.millrace.acceptance.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that workflows call. {@code /slow/MILLIS/…} answers after that time, {@code /held/…} when it is told to,
 * {@code /both/…} when two calls are there, {@code /failing/NAME/…} with 503 where the path ends with that name,
 * {@code /flaky/…} with 503 the first time that a key is seen, everything else at once; every call is kept.
 */
public final class LocalServer implements AutoCloseable {

    /**
     * A call.
     *
     * @param key its {@code Idempotency-Key}; empty where it had none
     * @param finished when the answer was sent, or was to be sent to a caller who had gone
     */
    public record Call(String path, String key, Instant began, Instant finished) {}

    /** A call that has begun, answered or not. */
    public record Arrival(String path, String key, Instant began) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CyclicBarrier both = new CyclicBarrier(2);

    private LocalServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Listens on a free port of this machine. */
    public static LocalServer start() {
        try {
            return new LocalServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address, without a slash at the end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Calls that have begun, in order of arrival. */
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Calls that have ended, in order of their end. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Answers what is held, and from now on at once. */
    public void release() {
        held.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Instant began = Instant.now();
        String path = exchange.getRequestURI().getPath();
        String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        arrivals.add(new Arrival(path, key, began));
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String[] parts = path.split("/", -1);
            switch (parts[1]) {
                case "slow" -> Thread.sleep(Duration.ofMillis(Long.parseLong(parts[2])));
                case "held" -> held.await();
                case "both" -> both.await();
                default -> {}
            }
            String last = parts[parts.length - 1];
            boolean fails = (parts[1].equals("failing") && parts[2].equals(last))
                    || (parts[1].equals("flaky") && keys.add(key));
            int status = fails ? 503 : 200;
            byte[] body = "{\"id\":\"%s\",\"price\":%d,\"score\":7}"
                    .formatted(last, path.length())
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (BrokenBarrierException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            calls.add(new Call(path, key, began, Instant.now()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
