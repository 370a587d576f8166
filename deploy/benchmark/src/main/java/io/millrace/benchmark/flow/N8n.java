package io.millrace.benchmark.flow;

import io.millrace.benchmark.ChildProcess;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.ProcessTree;
import io.millrace.benchmark.Report;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** n8n in its regular mode, one process with its task runner, on a PostgreSQL that is set as ours is. */
final class N8n implements Contender, AutoCloseable {
    private static final Duration COMMAND = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final N8nSetup setup;
    private final N8nInstall install;
    private final Path folder;
    private final Database database;
    private final URI webhook;
    private final Map<String, String> environment;
    private final ChildProcess process;
    /** The newest execution before those that count. */
    private long mark;

    /** Not running yet; its files are in the folder. */
    N8n(N8nSetup setup, N8nInstall install, Path folder, Database database) {
        this.setup = setup;
        this.install = install;
        this.folder = folder;
        this.database = database;
        int port = Ports.free();
        webhook = URI.create("http://localhost:" + port + "/webhook/" + Scenario.PATH);
        URI postgres = URI.create(database.url().replaceFirst("^jdbc:", ""));
        environment = setup.environment(
                port, Ports.free(), postgres.getPort(), postgres.getPath().substring(1), folder.toString());
        process = child("start");
    }

    /** Brings a workflow in as its manual says, and starts it; returns when its webhook answers. */
    void start(Report report, String workflow, String body) throws Exception {
        Path file = Files.writeString(folder.resolve("workflow.json"), workflow);
        run("import:workflow", "--input=" + file);
        run("publish:workflow", "--id=" + N8nWorkflow.ID);
        byte[] request = Connection.request(webhook, body);
        long begin = System.nanoTime();
        process.start()
                .await(
                        "to run what it is sent",
                        START,
                        () -> accepts(request) && recorded().completed() > 0);
        report.line(label() + "ready after, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /** While it starts it answers 200 to everything, and runs nothing. */
    private boolean accepts(byte[] request) {
        try (var connection = new Connection(webhook)) {
            return connection.send(request).status() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        try (ChildProcess child = child(command)) {
            child.start().awaitSuccess(COMMAND);
        }
    }

    private ChildProcess child(String... command) {
        return new ChildProcess("n8n " + command[0], install.command(command), folder.resolve("n8n.log"), inherited -> {
            inherited.keySet().retainAll(List.of("PATH"));
            inherited.putAll(environment);
            install.path(inherited);
        });
    }

    @Override
    public String label() {
        return "n8n " + setup.title() + ": ";
    }

    @Override
    public URI begin(String id, String definition) throws SQLException {
        mark = database.number("select coalesce(max(id), 0) from execution_entity");
        return webhook;
    }

    @Override
    public void awaitCompleted(long count) throws SQLException, InterruptedException {
        database.await(executions("status = 'success'"), count, PATIENCE);
    }

    @Override
    public Recorded recorded() throws SQLException {
        return new Recorded(number("true"), number("status = 'success'"));
    }

    private long number(String condition) throws SQLException {
        return database.number(executions(condition));
    }

    private String executions(String condition) {
        return "select count(*) from execution_entity where id > " + mark + " and " + condition;
    }

    @Override
    public Watch watch(int every) throws SQLException {
        return new N8nWatch(database.url(), mark);
    }

    @Override
    public long historySize() throws SQLException {
        return database.number("select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class"
                + " where relkind = 'r' and relname in ('execution_entity', 'execution_data', 'execution_metadata')");
    }

    @Override
    public Map<String, Duration> cpu() {
        Map<String, Duration> cpu = new LinkedHashMap<>();
        cpu.put("n8n", new ProcessTree(process.pid()).cpu());
        cpu.put("PostgreSQL", database.cpu());
        cpu.put("client", ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        return cpu;
    }

    @Override
    public Map<String, Long> peakMb() {
        return Map.of("n8n", new ProcessTree(process.pid()).peak() >> 20);
    }

    @Override
    public void close() {
        process.close();
    }
}
