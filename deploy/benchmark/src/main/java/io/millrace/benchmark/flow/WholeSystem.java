package io.millrace.benchmark.flow;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.Launch;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Broker, PostgreSQL and the four built services, each in processes of its own, and one user of them. */
final class WholeSystem implements AutoCloseable {
    /** The name under which a report has what services were told. */
    static final String SETTINGS = "settings that are no defaults";

    /** Parts that are not measured, as they call or are called. */
    static final Set<String> OTHERS = Set.of("client", "echo");

    /** Of each service, and of worker and recorder besides, as the operations manual recommends. */
    private static final String HEAP = "-Xmx160m -XX:+UseSerialGC";

    private static final String YOUNG = "-Xmn80m -XX:SurvivorRatio=6";

    private static final String USER = "bench";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;
    private final Launch launch;
    private final Broker broker;
    private final Database database;
    private final Tokens tokens;
    private final Users users;
    private final List<String> foldingOptions;
    private final List<String> shared;
    private final ServiceProcess gateway;
    private ServiceProcess worker;
    private final ServiceProcess recorder;
    private final ServiceProcess notifier;
    private @Nullable Echo echo;

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
        this.launch = launch;
        folder = report.folder("flow");
        broker = new Broker(folder);
        database = new Database(folder);
        tokens = new Tokens(folder);
        report.where("PostgreSQL", database.version());
        String java = System.getProperty("flow.java", HEAP);
        String young = System.getProperty("flow.java.young", YOUNG);
        report.where("options of each service (`flow.java`)", java);
        report.where("besides of worker and recorder (`flow.java.young`)", young);
        report.where("AOT caches", launch.toString());
        report.where(SETTINGS, settings.length == 0 ? "none" : String.join(" ", settings));
        List<String> options = List.of(java.split(" "));
        foldingOptions = List.of((java + " " + young).strip().split(" "));
        shared = new ArrayList<>(List.of(settings));
        shared.add("--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
        shared.add("--spring.security.oauth2.resourceserver.jwt.public-key-location="
                + tokens.publicKey().toUri());
        List<String> stored = new ArrayList<>(shared);
        stored.add("--spring.datasource.url=" + database.url());
        stored.add("--spring.datasource.username=postgres");
        gateway = new ServiceProcess("trigger-gateway", folder, options, shared, launch);
        worker = new ServiceProcess("executor-worker", folder, foldingOptions, shared, launch);
        recorder = new ServiceProcess("execution-recorder", folder, foldingOptions, stored, launch);
        notifier = new ServiceProcess("notifier", folder, options, shared, launch);
        users = new Users(tokens, gateway, recorder);
        for (ServiceProcess service : services()) {
            long begin = System.nanoTime();
            service.start();
            report.line(service.name() + ": ready after, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
    }

    /** Publishes a definition, whose webhook is at {@link Scenario#PATH}. */
    void publish(String id, String definition) throws Exception {
        publish(id, definition, USER);
    }

    /** The same for one of several users; the server that definitions call is started for the first that does. */
    void publish(String id, String definition, String user) throws Exception {
        if (definition.contains(Scenario.ECHO) && echo == null) {
            echo = new Echo(folder);
        }
        String address = echo == null ? "" : "http://" + echo.address() + "/";
        users.publish(id, definition.replace(Scenario.ECHO, address), user);
    }

    /** The address of a workflow's webhook. */
    URI webhook(String id) {
        return gateway.uri("/webhooks/" + id + "/" + Scenario.PATH);
    }

    /** Whether an execution ends in success; returns once the history shows its end. */
    boolean hasSucceeded(String executionId) {
        return users.hasSucceeded(executionId, USER);
    }

    /** Returns once so many executions of a workflow are recorded as completed, or patience is at its end. */
    void awaitCompleted(String workflowId, long count) throws SQLException, InterruptedException {
        database.await(executions(workflowId, "status = 'success'"), count, PATIENCE);
    }

    /** How many executions of workflows, by an id or a pattern as LIKE takes it, the history has that are so. */
    long recorded(String workflowId, String condition) throws SQLException {
        return database.number(executions(workflowId, condition));
    }

    private static String executions(String workflowId, String condition) {
        return "select count(*) from workflow_executions where workflow_id like '" + workflowId + "' and " + condition;
    }

    /** Says whether each accepted execution of a workflow was completed and recorded, and nothing else was. */
    void verdict(Report report, String workflowId, long accepted) throws SQLException {
        verdict(report, workflowId, accepted, 0);
    }

    /** The same, and that no call was refused. */
    void verdict(Report report, String workflowId, long accepted, long refused) throws SQLException {
        recorded(workflowId).verdict(report, workflowId, accepted, refused);
    }

    /** What the history has of workflows, by an id or a pattern as LIKE takes it. */
    Contender.Recorded recorded(String workflowId) throws SQLException {
        return new Contender.Recorded(recorded(workflowId, "true"), recorded(workflowId, "status = 'success'"));
    }

    /** Replaces the worker by one that is told more. */
    void restartWorker(String... settings) throws IOException {
        worker.close();
        List<String> all = new ArrayList<>(shared);
        all.addAll(List.of(settings));
        worker = new ServiceProcess("executor-worker", folder, foldingOptions, all, launch);
        worker.start();
    }

    /** A user's token. */
    String token(String user) {
        return tokens.of(user);
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

    Broker broker() {
        return broker;
    }

    ServiceProcess notifier() {
        return notifier;
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
        if (echo != null) {
            cpu.put("echo", echo.process().cpu());
        }
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

    /** The four, the gateway first. */
    List<ServiceProcess> services() {
        return Stream.of(gateway, worker, recorder, notifier).toList();
    }

    @Override
    public void close() throws IOException {
        if (echo != null) {
            echo.close();
        }
        services().forEach(ServiceProcess::close);
        broker.close();
        database.close();
    }
}
