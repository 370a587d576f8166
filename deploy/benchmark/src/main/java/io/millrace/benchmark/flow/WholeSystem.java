package io.millrace.benchmark.flow;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.Launch;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Broker, PostgreSQL and the four built services, each in processes of its own, and one user of them. */
final class WholeSystem implements AutoCloseable {
    private static final String USER = "bench";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder;
    private final Broker broker;
    private final Database database;
    private final String token;
    private final ServiceProcess gateway;
    private final ServiceProcess worker;
    private final ServiceProcess recorder;
    private final ServiceProcess notifier;

    /**
     * Starts everything.
     *
     * @param settings for whichever service knows them, as Spring takes arguments
     */
    WholeSystem(Report report, String... settings) throws IOException, GeneralSecurityException, SQLException {
        this(report, Launch.asTold(), settings);
    }

    /** The same, with services that are started in a certain way. */
    WholeSystem(Report report, Launch launch, String... settings)
            throws IOException, GeneralSecurityException, SQLException {
        folder = Files.createTempDirectory("millrace-flow-");
        report.line("folder", folder);
        broker = new Broker(folder);
        database = new Database(folder);
        var tokens = new Tokens(folder);
        token = tokens.of(USER);
        String java = System.getProperty("flow.java", "-Xmx160m -XX:+UseSerialGC");
        report.line("`flow.java`", java);
        report.line("AOT caches", launch);
        List<String> options = List.of(java.split(" "));
        List<String> shared = new ArrayList<>(List.of(settings));
        shared.add("--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
        shared.add("--spring.security.oauth2.resourceserver.jwt.public-key-location="
                + tokens.publicKey().toUri());
        List<String> stored = new ArrayList<>(shared);
        stored.add("--spring.datasource.url=" + database.url());
        stored.add("--spring.datasource.username=postgres");
        gateway = new ServiceProcess("trigger-gateway", folder, options, shared, launch);
        worker = new ServiceProcess("executor-worker", folder, options, shared, launch);
        recorder = new ServiceProcess("execution-recorder", folder, options, stored, launch);
        notifier = new ServiceProcess("notifier", folder, options, shared, launch);
        for (ServiceProcess service : services()) {
            long begin = System.nanoTime();
            service.start();
            report.line(service.name() + ": ready after, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
    }

    /** Publishes a definition, whose webhook is at {@link Scenario#PATH}. */
    void publish(String id, String definition) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                authorized(gateway.uri("/workflows/" + id))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(definition))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(id + " is not published: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The address of a workflow's webhook. */
    URI webhook(String id) {
        return gateway.uri("/webhooks/" + id + "/" + Scenario.PATH);
    }

    /** Whether an execution ends in success; returns once the history shows its end. */
    boolean hasSucceeded(String executionId) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    authorized(recorder.uri("/executions/" + executionId + "?fields=id,status,finishedAt"))
                            .header("Prefer", "wait=60")
                            .GET()
                            .build(),
                    BodyHandlers.ofString());
            return answer.body().contains("\"status\":\"success\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(90)).header("Authorization", "Bearer " + token);
    }

    /** Returns once so many executions of a workflow are recorded as completed, or patience is at its end. */
    void awaitCompleted(String workflowId, long count) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var pause = new Semaphore(0);
        while (recorded(workflowId, "status = 'success'") < count && System.nanoTime() < deadline) {
            boolean _ = pause.tryAcquire(100, TimeUnit.MILLISECONDS);
        }
    }

    /** How many executions of a workflow the history has with which a condition holds. */
    long recorded(String workflowId, String condition) throws SQLException {
        return database.number(
                "select count(*) from workflow_executions where workflow_id = '" + workflowId + "' and " + condition);
    }

    /** Says whether each accepted execution of a workflow was completed and recorded, and nothing else was. */
    void verdict(Report report, String workflowId, long accepted) throws SQLException {
        long all = recorded(workflowId, "true");
        long completed = recorded(workflowId, "status = 'success'");
        report.verdict(
                workflowId + ": ",
                all == accepted && completed == accepted,
                "%d accepted, %d recorded, %d of them completed".formatted(accepted, all, completed));
    }

    /** Where the processes' data and output are. */
    Path folder() {
        return folder;
    }

    Database database() {
        return database;
    }

    ServiceProcess recorder() {
        return recorder;
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
        return megabytes(JavaProcess::resident);
    }

    /** The most that each ever had. */
    Map<String, Long> peakMb() {
        return megabytes(JavaProcess::peak);
    }

    private Map<String, Long> megabytes(ToLongFunction<JavaProcess> memory) {
        Map<String, Long> megabytes = new LinkedHashMap<>();
        megabytes.put("gateway", memory.applyAsLong(gateway.process()) >> 20);
        megabytes.put("worker", memory.applyAsLong(worker.process()) >> 20);
        megabytes.put("recorder", memory.applyAsLong(recorder.process()) >> 20);
        megabytes.put("notifier", memory.applyAsLong(notifier.process()) >> 20);
        megabytes.put("broker", memory.applyAsLong(broker.process()) >> 20);
        return megabytes;
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
