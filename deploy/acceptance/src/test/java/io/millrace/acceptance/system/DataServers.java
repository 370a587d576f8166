package io.millrace.acceptance.system;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Folders;
import io.millrace.embedded.Ports;
import io.millrace.fixture.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A Kafka and a PostgreSQL of one's own, which can be stopped and started again. */
public final class DataServers implements AutoCloseable {

    private static final String DATABASE = "millrace";

    private final Path folder = Project.scratch("servers");
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;

    private DataServers() throws IOException {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free());
        postgres = new EmbeddedPostgres(folder.resolve("postgres"), Ports.free());
    }

    /** Only PostgreSQL runs yet. */
    public static DataServers startPostgres() throws IOException, SQLException {
        DataServers servers = new DataServers();
        try {
            servers.postgres.start().createDatabase(DATABASE);
            return servers;
        } catch (IOException | SQLException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** Both, running. */
    public static DataServers start() throws IOException, SQLException {
        DataServers servers = startPostgres();
        try {
            servers.kafka.start();
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The database for the recorder. */
    public Database database() {
        return new Database(postgres.jdbcUrl(DATABASE), "postgres", "");
    }

    @Override
    public void close() {
        try {
            kafka.close();
            postgres.close();
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
