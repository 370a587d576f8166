package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    private Path folder;

    private final int port = Ports.free();

    @Test
    void keepsItsRowsWhenStoppedAndStartedAgain() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, port).start()) {
            postgres.createDatabase("millrace").createDatabase("millrace");
            update(postgres, "CREATE TABLE kept (name text)");
            update(postgres, "INSERT INTO kept VALUES ('grün')");
            postgres.stop();
            postgres.start();
            assertThat(read(postgres, "SELECT name FROM kept")).isEqualTo("grün");
            postgres.stopImmediately();
            postgres.start();
            assertThat(read(postgres, "SELECT name FROM kept")).isEqualTo("grün");
        }
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, port).start()) {
            assertThat(read(postgres, "SELECT name FROM kept")).isEqualTo("grün");
            assertThat(read(postgres, "SHOW server_version")).startsWith("18");
            assertThat(read(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(read(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(read(postgres, "SELECT upper('ä')")).isEqualTo("Ä");
        }
    }

    @Test
    void takesOverFromAServerWhoseProcessWasKilled() throws Exception {
        Process killed = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        folder.toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = killed.inputReader()) {
            assertThat(output.lines().filter("started"::equals).findFirst()).isPresent();
        }
        long orphan = pid(folder.resolve("data"));
        killed.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (EmbeddedPostgres successor = new EmbeddedPostgres(folder, port).start()) {
            assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(read(successor, "SELECT one FROM kept")).isEqualTo("1");
        }
    }

    @Test
    void startsAfterACrashOfTheServerThoughItsPidNowBelongsToAnother() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, port).start()) {
            update(postgres.createDatabase("millrace"), "CREATE TABLE kept AS SELECT 1 AS one");
            ProcessHandle server = ProcessHandle.of(pid(folder.resolve("data"))).orElseThrow();
            CompletableFuture<ProcessHandle> end = server.onExit();
            server.destroyForcibly();
            end.join();
        }
        Files.writeString(
                folder.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, port).start()) {
            assertThat(read(postgres, "SELECT one FROM kept")).isEqualTo("1");
        }
    }

    @Test
    void startsAnewWhereTheFirstStartWasCutShort() throws Exception {
        Files.createDirectories(folder.resolve("data/base"));
        Files.writeString(folder.resolve("data/postgresql.conf"), "");
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, port).start()) {
            assertThat(read(postgres.createDatabase("millrace"), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesAFolderInUseAndAPortInUse() throws Exception {
        try (EmbeddedPostgres first = new EmbeddedPostgres(folder, port);
                ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EmbeddedPostgres(folder, port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(first::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    /** Starts a server, says so, and waits for its end. */
    static final class KilledProcess {
        public static void main(String[] arguments) throws Exception {
            EmbeddedPostgres postgres = new EmbeddedPostgres(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            update(postgres.start().createDatabase("millrace"), "CREATE TABLE kept AS SELECT 1 AS one");
            System.out.println("started");
            Thread.currentThread().join();
        }
    }

    private static long pid(Path data) throws IOException {
        return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    }

    private static void update(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("millrace"))) {
            connection.createStatement().execute(sql);
        }
    }

    private static String read(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("millrace"));
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
