package io.millrace.benchmark.flow;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Broker, PostgreSQL and the four built services, each in processes of its own, and one user of them. */
final class WholeSystem implements AutoCloseable {
    static final String USER = "bench";
    /** A pool that is no smaller than any load's number of callers. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Broker broker;
    private final Database database;
    private final String token;
    private final ServiceProcess gateway;
    private final ServiceProcess worker;
    private final ServiceProcess recorder;
    private final ServiceProcess notifier;

    /** Starts everything. */
    WholeSystem(Report report, String... gatewaySettings) throws IOException, GeneralSecurityException, SQLException {
        Path folder = Files.createTempDirectory("millrace-flow-");
        report.line("folder", folder);
        broker = new Broker(folder);
        database = new Database(folder);
        var tokens = new Tokens(folder);
        token = tokens.of(USER);
        String heap = System.getProperty("flow.heap", "256m");
        report.line("flow.heap", heap);
        List<String> options = List.of("-Xmx" + heap);
        List<String> shared = List.of(
                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                        + tokens.publicKey().toUri());
        gateway = new ServiceProcess("trigger-gateway", folder, options, and(shared, gatewaySettings));
        worker = new ServiceProcess("executor-worker", folder, options, shared);
        recorder = new ServiceProcess(
                "execution-recorder",
                folder,
                options,
                and(shared, "--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres"));
        notifier = new ServiceProcess("notifier", folder, options, shared);
        for (ServiceProcess service : services()) {
            long begin = System.nanoTime();
            service.start();
            report.line(
                    "ready: port " + service.port(),
                    Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        }
    }

    private static List<String> and(List<String> some, String... others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(others));
        return all;
    }

    /** Publishes a definition and returns the address of its webhook. */
    URI publish(String id, String path, String definition) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                authorized(gateway.uri("/workflows/" + id))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(definition))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(id + " is not published: " + answer.statusCode() + " " + answer.body());
        }
        return gateway.uri("/webhooks/" + id + "/" + path);
    }

    /** Posts JSON to a webhook. */
    HttpResponse<String> post(URI webhook, String json) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(webhook)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Returns once the history shows the execution as ended; its status and what came with it. */
    String finished(String executionId) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                authorized(recorder.uri("/executions/" + executionId + "?fields=id,status,finishedAt"))
                        .header("Prefer", "wait=60")
                        .GET()
                        .build(),
                BodyHandlers.ofString());
        return answer.body();
    }

    private HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(90)).header("Authorization", "Bearer " + token);
    }

    /** How many executions of a workflow the history has with a status. */
    long recorded(String workflowId, String condition) throws SQLException {
        return database.number(
                "select count(*) from workflow_executions where workflow_id = '" + workflowId + "' and " + condition);
    }

    Database database() {
        return database;
    }

    ServiceProcess gateway() {
        return gateway;
    }

    ServiceProcess worker() {
        return worker;
    }

    /** The processor time that each part has taken so far, the client's included. */
    Map<String, Duration> cpu() {
        Map<String, Duration> cpu = new LinkedHashMap<>();
        cpu.put("gateway", gateway.process().cpu());
        cpu.put("worker", worker.process().cpu());
        cpu.put("broker", broker.process().cpu());
        cpu.put("recorder", recorder.process().cpu());
        cpu.put("PostgreSQL", database.cpu());
        cpu.put("notifier", notifier.process().cpu());
        cpu.put("client", ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        return cpu;
    }

    /** The memory that each service has resident, in MB. */
    Map<String, Long> residentMb() {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put("gateway", mb(gateway.process()));
        memory.put("worker", mb(worker.process()));
        memory.put("recorder", mb(recorder.process()));
        memory.put("notifier", mb(notifier.process()));
        memory.put("broker", mb(broker.process()));
        return memory;
    }

    private static long mb(JavaProcess process) {
        return process.resident() >> 20;
    }

    private List<ServiceProcess> services() {
        return Stream.of(gateway, worker, recorder, notifier).toList();
    }

    @Override
    public void close() throws IOException {
        services().forEach(ServiceProcess::close);
        broker.close();
        database.close();
    }
}
