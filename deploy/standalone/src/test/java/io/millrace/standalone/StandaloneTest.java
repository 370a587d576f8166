package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each start is a process of its own, as deploy/up makes one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StandaloneTest {

    private static final String DEFINITION = """
            { "name": "Kept", "active": true,
              "nodes": [ { "id": "hook", "type": "webhook", "parameters": { "path": "kept" } } ],
              "connections": [] }
            """;

    @TempDir
    private Path data;

    private final int portBase = Ports.free(6);
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void answersWhereItsReadyLineSaysAndKeepsEverythingAcrossARestart() throws Exception {
        Process first = start();
        JsonNode where = ready(first);
        assertThat(where.propertyNames()).containsExactly("gateway", "recorder", "notifier", "kafka", "postgres");
        assertThat(where.get("gateway").asString()).isEqualTo("http://localhost:" + portBase);
        assertThat(call(where, "PUT", BodyPublishers.ofString(DEFINITION)).statusCode())
                .isEqualTo(201);

        // Through the handle: it leaves the output open.
        first.toHandle().destroy();
        assertThat(first.waitFor()).isEqualTo(128 + 15);
        assertThat(rest(first)).contains("Millrace has stopped");

        JsonNode again = ready(start());
        assertThat(again).isEqualTo(where);
        HttpResponse<String> kept = call(again, "GET", BodyPublishers.noBody());
        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(kept.body()).contains("Kept");
    }

    @Test
    void namesATakenPortBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(portBase + 2, 1, InetAddress.getLoopbackAddress())) {
            Process process = start();
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(rest(process))
                    .contains("port " + taken.getLocalPort(), "recorder")
                    .doesNotContain("ready");
            assertThat(data.resolve("postgres/data")).doesNotExist();
        }
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Standalone.class.getName(),
                        "--data",
                        data.toString(),
                        "--port-base",
                        String.valueOf(portBase))
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private static JsonNode ready(Process process) throws IOException {
        String line = "";
        while (!line.startsWith("ready ")) {
            line = Objects.requireNonNull(process.inputReader().readLine(), "it ended without being ready");
            System.out.println(line);
        }
        return JsonMapper.shared().readTree(line.substring("ready ".length()));
    }

    private static String rest(Process process) {
        return process.inputReader().lines().collect(Collectors.joining("\n"));
    }

    private HttpResponse<String> call(JsonNode where, String method, HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(where.get("gateway").asString() + "/workflows/kept"))
                .header("Authorization", "Bearer " + Token.signed("alice", Instant.now(), TokenKeys.in(data)))
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
