package io.millrace.acceptance.system;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** A Kafka broker in a process of its own, so that it can be killed. */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);

    private final int port = Ports.free();
    private final Service process;

    /** Starts it and returns when it answers. */
    public BrokerProcess() {
        Path folder = Project.scratch("broker");
        process = new Service(
                "broker",
                List.of(
                        Project.java(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(port)),
                Map.of(),
                folder.resolve("broker.log"),
                List.of());
        start();
    }

    /** The broker's own process: runs until it is ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = new EmbeddedKafka(Path.of(args[0]).resolve("kafka"), Integer.parseInt(args[1]))) {
            kafka.start();
            Thread.currentThread().join();
        }
    }

    /** Starts it on the data that it has and returns when it answers. */
    public void start() {
        process.start();
        Awaitility.await("the broker to answer")
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .until(this::answers);
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    private boolean answers() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
