package io.millrace.worker.node.type.http;

import static io.millrace.worker.node.type.http.HttpNodeFixture.answer;
import static io.millrace.worker.node.type.http.HttpNodeFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpNodeNetworkTest {

    private static final String NEVER = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";

    private final HttpNodeFixture http = new HttpNodeFixture("127.0.0.1");

    @AfterEach
    void close() throws IOException {
        http.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/", "http://localhost:%d/", "http://127.1:%d/", "http://2130706433:%d/",
                "http://0x7f000001:%d/", "http://[::ffff:127.0.0.1]:%d/", "http://[::1]:%d/", "http://0.0.0.0:%d/",
                "http://169.254.169.254/latest/meta-data", "http://127.0.0.1.:%d/"
            })
    void callsNothingThatIsNotPublicByDefault(String url) throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        try (HttpNodeFixture closed = new HttpNodeFixture()) {
            closed.on("/", exchange -> calls.add("called"));
            String address = url.formatted(closed.server.getAddress().getPort());
            Failure failure = closed.failed("{\"url\": \"" + address + "\"}");
            assertThat(failure.getType()).isIn("address-refused", "http-connection", "expression");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void whoFindsNoFreeConnectionWaitsForOne() throws Exception {
        var all = new CountDownLatch(HttpNodeFixture.MAX_CONNECTIONS);
        http.on("/", exchange -> {
            all.countDown();
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            answer(exchange, 200, "text/plain", "here");
        });
        String parameters = "{\"url\": \"" + http.url("/") + "\"}";
        var calls = Collections.nCopies(
                HttpNodeFixture.MAX_CONNECTIONS + 50, (Callable<NodeOutcome>) () -> http.run(parameters));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<NodeOutcome> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isInstanceOf(NodeOutcome.Completed.class);
            }
        }
    }

    @Test
    void anAddressThatIsRefusedIsNotWorthATry() throws Exception {
        try (HttpNodeFixture closed = new HttpNodeFixture()) {
            Failure failure = closed.failed("{\"url\": \"" + closed.url("/") + "\"}");
            assertThat(failure.getType()).isEqualTo("address-refused");
            assertThat(failure.getRetryable()).isFalse();
        }
    }

    @Test
    void aRedirectIsCheckedLikeTheFirstAddress() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        try (HttpNodeFixture other = new HttpNodeFixture()) {
            other.on("/", exchange -> calls.add("called"));
            int port = other.server.getAddress().getPort();
            for (String host : List.of("localhost", "[::ffff:127.0.0.1]", "2130706433")) {
                String path = "/" + host.length();
                http.on(path, exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://" + host + ":" + port + "/");
                    answer(exchange, 302, "", "");
                });
                // Only the name 127.0.0.1 is opened, so another name of the same machine is refused.
                assertThat(http.failed("{\"url\": \"" + http.url(path) + "\"}").getType())
                        .isEqualTo("address-refused");
            }
            assertThat(calls).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"301, GET, ''", "302, GET, ''", "303, GET, ''", "307, POST, x", "308, POST, x"})
    void followsRedirectsAsBrowsersDo(int status, String method, String body) throws Exception {
        http.on("/from", exchange -> {
            exchange.getResponseHeaders().set("Location", "/to?x=1");
            answer(exchange, status, "", "");
        });
        http.on(
                "/to",
                exchange -> answer(
                        exchange,
                        200,
                        "text/plain",
                        exchange.getRequestMethod() + " "
                                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) + " "
                                + exchange.getRequestHeaders().getFirst("Authorization")));
        Json output = http.completed("{\"method\": \"POST\", \"url\": \"" + http.url("/from")
                + "\", \"body\": \"x\", \"headers\": {\"Authorization\": \"a\"}}");
        assertThat(output.member("body")).contains(Json.of(method + " " + body + " a"));
    }

    @Test
    void credentialsStayBehindWhenARedirectLeaves() throws Exception {
        try (HttpNodeFixture other = new HttpNodeFixture("127.0.0.1")) {
            other.on(
                    "/to",
                    exchange -> answer(
                            exchange,
                            200,
                            "text/plain",
                            exchange.getRequestHeaders().getFirst("Authorization") + " "
                                    + exchange.getRequestHeaders().getFirst("Cookie") + " "
                                    + exchange.getRequestHeaders().getFirst("X-Other")));
            http.on("/from", exchange -> {
                exchange.getResponseHeaders().set("Location", other.url("/to"));
                answer(exchange, 307, "", "");
            });
            Json output = http.completed("{\"url\": \"" + http.url("/from")
                    + "\", \"headers\": {\"Authorization\": \"a\", \"cookie\": \"b\", \"X-Other\": \"c\"}}");
            assertThat(output.member("body")).contains(Json.of("null null c"));
        }
    }

    @Test
    void endsARedirectLoopAndOneToNowhere() throws Exception {
        http.on("/loop", exchange -> {
            exchange.getResponseHeaders().set("Location", "/loop");
            answer(exchange, 302, "", "");
        });
        http.on("/file", exchange -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            answer(exchange, 302, "", "");
        });
        assertThat(http.failed("{\"url\": \"" + http.url("/loop") + "\"}").getType())
                .isEqualTo("http-redirect");
        assertThat(http.failed("{\"url\": \"" + http.url("/file") + "\"}").getType())
                .isEqualTo("http-redirect");
    }

    @Test
    void aConnectionThatFailsIsWorthATry() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        Failure refused = http.failed("{\"url\": \"http://127.0.0.1:" + closedPort + "/\"}");
        Failure unknown = http.failed("{\"url\": \"http://nowhere.invalid/\"}");
        assertThat(List.of(refused.getType(), unknown.getType())).containsOnly("http-connection");
        assertThat(refused.getRetryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"})
    void anAnswerThatBreaksOffIsWorthATry(String bytes) throws Exception {
        try (RawServer server = RawServer.sending(bytes)) {
            Failure failure = http.failed("{\"url\": \"http://127.0.0.1:" + server.port() + "/\"}");
            assertThat(failure.getType()).isEqualTo("http-connection");
            assertThat(failure.getRetryable()).isTrue();
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void endlessHeadersAreNotRead() throws Exception {
        try (RawServer server = new RawServer(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
            while (true) {
                out.write("X-Header: value\r\n".repeat(100).getBytes(StandardCharsets.ISO_8859_1));
            }
        })) {
            assertThat(http.failed("{\"url\": \"http://127.0.0.1:" + server.port() + "/\"}")
                            .getType())
                    .isEqualTo("http-connection");
            assertThat(server.hungUp.await(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void timeIsLimitedInAllAlsoForAnAnswerThatTrickles() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer silent = new RawServer(out -> end.await());
                RawServer trickling = new RawServer(out -> {
                    out.write(NEVER.getBytes(StandardCharsets.ISO_8859_1));
                    while (!end.await(20, TimeUnit.MILLISECONDS)) {
                        out.write('x');
                        out.flush();
                    }
                })) {
            for (RawServer server : List.of(silent, trickling)) {
                String parameters = "{\"url\": \"http://127.0.0.1:" + server.port() + "/\"}";
                Failure failure = failure(http.run(parameters, Optional.of(Duration.ofMillis(300))));
                assertThat(failure.getType()).isEqualTo("timeout");
                assertThat(failure.getRetryable()).isTrue();
            }
            end.countDown();
        }
    }

    @Test
    void anInterruptionCancelsTheRequest() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server = new RawServer(out -> {
            out.write(NEVER.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            while (!end.await(10, TimeUnit.MILLISECONDS)) {
                out.write(0);
                out.flush();
            }
        })) {
            NodeCall call = NodeCalls.call("http", "{\"url\": \"http://127.0.0.1:" + server.port() + "/\"}", "null");
            FutureTask<NodeOutcome> task = new FutureTask<>(() -> http.node.run(call));
            Thread running = Thread.ofVirtual().start(task);
            assertThat(server.arrived.await(120, TimeUnit.SECONDS)).isTrue();
            running.interrupt();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> task.get(120, TimeUnit.SECONDS))
                    .withCauseInstanceOf(InterruptedException.class);
            end.countDown();
        }
    }

    @Test
    void manyCallsRunAtOnce() throws Exception {
        int calls = 50;
        CountDownLatch together = new CountDownLatch(calls);
        http.on("/a", exchange -> {
            together.countDown();
            try {
                assertThat(together.await(120, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            answer(exchange, 200, "application/json", "1");
        });
        NodeCall call = NodeCalls.call("http", "{\"url\": \"" + http.url("/a") + "\"}", "null");
        List<FutureTask<NodeOutcome>> tasks = new CopyOnWriteArrayList<>();
        for (int i = 0; i < calls; i++) {
            FutureTask<NodeOutcome> task = new FutureTask<>(() -> http.node.run(call));
            tasks.add(task);
            Thread.ofVirtual().start(task);
        }
        for (FutureTask<NodeOutcome> task : tasks) {
            assertThat(task.get(120, TimeUnit.SECONDS)).isInstanceOf(NodeOutcome.Completed.class);
        }
    }
}
