package io.millrace.recorder.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Databases of each release, as {@code src/test/resources/released} keeps its changelog and what its recorders write:
 * they are brought to this version with what they hold, and recorders of that release, which an upgrade of a live
 * system leaves running for a while, can go on writing.
 */
class UpgradeTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");

    static List<Path> releases() throws IOException {
        try (var folders = Files.list(RELEASED)) {
            return folders.toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void rowsStayAndOlderRecordersGoOn(Path release) throws Exception {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        var jdbc = new JdbcTemplate(source);
        install(release, source);
        String writes = Files.readString(release.resolve("writes.sql"));
        jdbc.execute(writes);
        List<String> before = rows(jdbc);

        Migrations.run(source);

        assertThat(rows(jdbc)).hasSize(3).isEqualTo(before);

        jdbc.execute(writes.replace("2026-01-03", "2026-01-06")
                .replace("2026-01-02", "2026-01-05")
                .replace("20260102", "20260105"));

        assertThat(rows(jdbc)).hasSize(6).containsAll(before);
    }

    /** In columns that this release has. */
    private static List<String> rows(JdbcTemplate jdbc) {
        return jdbc.queryForList("""
                select concat_ws('|', created_at, id, owner_id, status, kind, trigger_data, labels, error, path)
                    from workflow_executions
                union all
                select concat_ws('|', created_at, execution_id, node_id, status, failed_attempts, error)
                    from node_execution_results
                union all
                select concat_ws('|', created_at, execution_id, sequence, line, message) from execution_logs
                order by 1
                """, String.class);
    }

    private static void install(Path release, DataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                var liquibase = new Liquibase(
                        Files.exists(release.resolve("db/changelog/recorder.yaml"))
                                ? "db/changelog/recorder.yaml"
                                : "db/changelog/execution-recorder.sql",
                        new DirectoryResourceAccessor(release),
                        DatabaseFactory.getInstance()
                                .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
            liquibase.update();
        }
    }
}
