package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SlowCallersTest {
    private static final int IDLE = Integer.getInteger("millrace.idle.connections", 1500);

    /** Far less than a caller would get who is not cut off. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                Servers.kafka(),
                "--millrace.gateway.connections.header-timeout=2s",
                "--millrace.gateway.body.timeout=2s",
                "--server.tomcat.connection-timeout=30s");
        gateway.publish("ada", "slow", Definition.webhook("in")).expect(201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void headersThatComeByteByByteAreCutOff() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("POST /webhooks/slow/in HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(US_ASCII));
            assertThat(dripUntilClosed(socket)).isBetween(Duration.ofSeconds(1), PATIENCE);
        }
    }

    @Test
    void aBodyThatComesByteByByteIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /webhooks/slow/in HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
                            .getBytes(US_ASCII));
            assertThat(dripUntilClosed(socket)).isBetween(Duration.ofSeconds(1), PATIENCE);
        }
    }

    @Test
    void theRestOfARefusedBodyIsCutOffToo() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST /webhooks/slow/nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
                            .getBytes(US_ASCII));
            socket.setSoTimeout(60_000);
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .as("the answer, before the rest")
                    .isEqualTo("HTTP/1.1 404");
            socket.setSoTimeout(200);
            assertThat(dripUntilClosed(socket)).isBetween(Duration.ofSeconds(1), PATIENCE);
        }
    }

    @Test
    void aConnectionGoesOnAfterARefusedBody() throws Exception {
        try (Socket socket = connect()) {
            socket.setSoTimeout(60_000);
            byte[] request = ("POST /webhooks/slow/nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
                            + "x".repeat(100_000)
                            + "GET /webhooks/slow/in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .getBytes(US_ASCII);
            socket.getOutputStream().write(request);
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 404")
                    .contains("HTTP/1.1 405");
        }
    }

    @Test
    void whoTalksNormallyIsNotCutOff() throws Exception {
        try (var client = new RawClient(gateway.base)) {
            for (int i = 0; i < 6; i++) {
                // A connection that is kept longer than the headers of one request may take.
                assertThat(client.send("POST /webhooks/slow/in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(US_ASCII))
                                .status())
                        .isEqualTo(202);
                await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            }
        }
    }

    @Test
    void idleConnectionsDoNotStopTheDoor() throws Exception {
        Path classes = Path.of(IdleConnections.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process idle = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        IdleConnections.class.getName(),
                        String.valueOf(gateway.base.getPort()),
                        String.valueOf(IDLE))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(idle.getInputStream(), US_ASCII))) {
            assertThat(out.readLine()).isEqualTo(String.valueOf(IDLE));
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                // A connection of its own each time: those that are there already do not help.
                try (var client = new RawClient(gateway.base)) {
                    assertThat(client.send("POST /webhooks/slow/in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
                                            .getBytes(US_ASCII))
                                    .status())
                            .isEqualTo(202);
                }
                millis.add((System.nanoTime() - start) / 1_000_000);
            }
            Object[] sorted = millis.stream().sorted().toArray();
            System.out.printf(
                    "%d idle connections: answers in %s ms (median %s)%n", IDLE, Arrays.toString(sorted), sorted[25]);
            assertThat(millis).allMatch(time -> time < PATIENCE.toMillis());
        } finally {
            idle.destroy();
        }
    }

    private static Socket connect() throws IOException {
        var socket = new Socket("localhost", gateway.base.getPort());
        socket.setSoTimeout(200);
        return socket;
    }

    /** How long the server bears a byte every fifth of a second. */
    private static Duration dripUntilClosed(Socket socket) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 2 * PATIENCE.toNanos()) {
            try {
                socket.getOutputStream().write('a');
                socket.getOutputStream().flush();
                if (socket.getInputStream().read(new byte[8192]) < 0) {
                    break;
                }
            } catch (java.net.SocketTimeoutException stillOpen) {
                // nothing was answered yet
            } catch (IOException closed) {
                break;
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
