package io.millrace.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL server as a child of this process, reachable from this machine only, UTF-8, superuser {@code postgres}
 * without a password. It can be stopped and started again, here or in a later process: the same folder keeps every
 * database.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Path folder;
    private final int port;
    private final FileChannel lockFile;
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    /**
     * A server that keeps its data in {@code folder}, which is made here and locked until {@link #close()}, and listens
     * on {@code port}. A server that a killed process left running on this folder is stopped here.
     */
    public EmbeddedPostgres(Path folder, int port) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.lockFile = locked(Files.createDirectories(this.folder).resolve("lock"));
        new Postmaster(data()).stopOrphan();
    }

    /** Returns when clients can connect; throws {@link PortTakenException} or what the server reports. */
    public synchronized EmbeddedPostgres start() throws IOException {
        if (server != null) {
            throw new IllegalStateException("PostgreSQL already runs on port " + port);
        }
        Ports.requireFree(port, "PostgreSQL");
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete)) {
            // A first start that was killed half way leaves files that look like a database and are none.
            Folders.delete(data());
        }
        Path output = folder.resolve("postgres.log");
        unpackBelowHome();
        try {
            server = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_TIMEOUT)
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    // The library turns them off, for tests that throw their data away.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .setOutputRedirector(Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException | RuntimeException e) {
            new Postmaster(data()).stopOrphan();
            throw new IOException("PostgreSQL did not start; " + output + " has its messages", e);
        }
        Files.writeString(complete, "");
        log.info("PostgreSQL runs on port {} with its data in {}", port, folder);
        return this;
    }

    /** Stops the server, ending its clients' connections; does nothing where it does not run. */
    public synchronized void stop() throws IOException {
        if (server != null) {
            server.close();
            server = null;
            // The library gives up after five seconds, and only logs that it did.
            new Postmaster(data()).stopOrphan();
            log.info("PostgreSQL on port {} has stopped", port);
        }
    }

    /**
     * Lets the server die as {@code pg_ctl stop -m immediate} does: nothing is finished or written down, and the next
     * start recovers what was committed from its log. For tests of those who use it.
     */
    public synchronized void stopImmediately() throws IOException {
        new Postmaster(data()).quit();
        stop();
    }

    /** {@link #stop()}, and lets go of the folder; the data stays. */
    @Override
    public void close() throws IOException {
        try (lockFile) {
            stop();
        }
    }

    /** Makes an empty database where there is none of this name; {@code name} is trusted. */
    public EmbeddedPostgres createDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (found.next()) {
                    return this;
                }
            }
            statement.execute("CREATE DATABASE \"" + name + "\"");
            return this;
        }
    }

    /** A JDBC URL for that database which names the superuser. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
    }

    private Path data() {
        return folder.resolve("data");
    }

    /**
     * The library unpacks its binaries once, and by default in the shared temporary folder, where another user could
     * have put some before us; it also makes its folder writable for everybody, which the one above it undoes.
     */
    private static void unpackBelowHome() throws IOException {
        String property = "ot.epg.working-dir";
        if (System.getProperty(property) == null) {
            Path cache = Files.createDirectories(Path.of(System.getProperty("user.home"), ".cache", "millrace"));
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
            System.setProperty(property, cache.resolve("postgres").toString());
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(file.getParent() + " is in use by a running process");
        }
        return channel;
    }
}
