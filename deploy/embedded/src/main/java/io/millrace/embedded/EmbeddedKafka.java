package io.millrace.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker (KRaft, its own controller) inside this JVM, reachable from this machine only. It can be stopped and
 * started again, here or in a later process: the same folder keeps every topic and committed offset.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final Path folder;
    private final int port;
    private @Nullable KafkaRaftServer server;

    /**
     * A broker that keeps its data in {@code folder}, which is made at the first start, and listens on {@code port}.
     */
    public EmbeddedKafka(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
    }

    /** Returns when clients can connect; throws {@link PortTakenException} or what the broker reports. */
    public synchronized EmbeddedKafka start() throws IOException {
        if (server != null) {
            throw new IllegalStateException("Kafka already runs on port " + port);
        }
        Ports.requireFree(port, "Kafka");
        BrokerExit.installed();
        Properties properties = new Properties();
        properties.putAll(BrokerSettings.of(folder.resolve("data"), port, Ports.free()));
        formatOnce(properties);
        KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException | Error e) {
            starting.shutdown();
            throw e;
        }
        server = starting;
        log.info("Kafka runs on {} with its data in {}", bootstrapServers(), folder);
        return this;
    }

    /** Stops the broker cleanly; does nothing where it does not run. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
            log.info("Kafka on port {} has stopped", port);
        }
    }

    /** The same as {@link #stop()}; the data stays. */
    @Override
    public void close() {
        stop();
    }

    /** What clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    private void formatOnce(Properties properties) throws IOException {
        if (Files.exists(folder.resolve("data/meta.properties"))) {
            return;
        }
        Files.createDirectories(folder);
        Path file = folder.resolve("format.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "What the data folder was formatted with; written once, not read again.");
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()},
                new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException("cannot format " + folder + " for Kafka: " + output.toString(StandardCharsets.UTF_8));
        }
    }
}
