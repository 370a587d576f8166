package io.millrace.benchmark;

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

/** A Kafka broker in a process of its own. */
public final class Broker implements AutoCloseable {
    private final int port;
    private final JavaProcess process;

    /** Starts it and returns when it answers; its data and output are in a folder. */
    public Broker(Path folder) throws IOException {
        port = Ports.free();
        process = new JavaProcess(
                        "broker",
                        List.of(
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Broker.class.getName(),
                                folder.resolve("kafka").toString(),
                                Integer.toString(port)),
                        folder.resolve("broker.log"))
                .start();
        process.await("to answer", Duration.ofMinutes(4), this::answers);
    }

    /** The broker's own process: a folder and a port; runs until it is ended. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            kafka.start();
            Thread.currentThread().join();
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** The process, to be measured. */
    public JavaProcess process() {
        return process;
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
