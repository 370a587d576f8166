package io.millrace.recorder.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the role that reads can do, past the service's own check. */
class RowLevelSecurityTest {
    private static final List<String> TABLES = List.of(
            "workflow_executions", "node_execution_results", "execution_logs", "workflows", "workflow_versions");

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final JdbcTemplate query = new JdbcTemplate(recorder.query());
    private final TransactionTemplate transaction =
            new TransactionTemplate(new JdbcTransactionManager(recorder.query()));

    @Test
    void anOwnerSeesOnlyWhatIsTheirsAndNobodySeesNothing() {
        String owner = "owner-" + UUID.randomUUID();
        Story story = Story.of(owner, "orders")
                .triggered("{}")
                .started()
                .completed("hook", "{}")
                .logged("a");
        recorder.send(story);
        await().untilAsserted(() -> assertThat(count(owner, "execution_logs")).isOne());

        for (String table : TABLES.subList(0, 3)) {
            assertThat(count(owner, table)).as(table).isOne();
            assertThat(count("somebody else", table)).as(table).isZero();
            assertThat(count("", table)).as(table).isZero();
        }
        for (String table : TABLES) {
            // The owner's setting went with its transaction, and this connection may be the one that had it.
            assertThat(query.queryForObject("select count(*) from " + table, Integer.class))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void theRoleThatReadsCanDoNothingElse() {
        for (String table : TABLES) {
            refused("delete from " + table);
            refused("insert into " + table + " default values");
            refused("alter table " + table + " disable row level security");
        }
        refused("select * from deleted_executions");
        refused("update recorder_offsets set next = 0");
        refused("create table mine (id int)");
        String partition = recorder.owner()
                .queryForObject(
                        "select inhrelid::regclass::text from pg_inherits"
                                + " where inhparent = 'workflow_executions'::regclass limit 1",
                        String.class);
        refused("select * from " + partition);
    }

    @Test
    void theTablesOwnerIsHeldToThePoliciesToo() {
        assertThat(recorder.owner()
                        .queryForList(
                                "select relname from pg_class where relrowsecurity and relforcerowsecurity",
                                String.class))
                .containsAll(TABLES);
    }

    @Test
    void aRoleThatBypassesThePoliciesIsNotReadWith() {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());

        assertThatThrownBy(() -> new Migration(source, new QueryRole(database.user(), null)).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("millrace.query.username");
    }

    @Test
    void anOwnerWithoutASuperusersRightsCanWriteAndReadItsTables() throws Exception {
        Database database = Servers.postgres();
        var admin = new JdbcTemplate(new DriverManagerDataSource(database.url(), database.user(), database.password()));
        String name = "owner_" + UUID.randomUUID().toString().replace("-", "");
        admin.execute("create role " + name + " login createrole password 'secret'");
        admin.execute("grant all on schema public to " + name);
        var source = new DriverManagerDataSource(database.url().replaceFirst("\\?.*", ""), name, "secret");

        new Migration(source, new QueryRole("reader_of_" + name, "other")).run();

        var owner = new JdbcTemplate(source);
        owner.update("insert into workflows values ('w', 'ann', 'W', 1, null, false, now())");
        assertThat(owner.queryForObject("select count(*) from workflows", Integer.class))
                .isOne();
    }

    private void refused(String statement) {
        assertThatThrownBy(() -> query.execute(statement))
                .as(statement)
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseInstanceOf(SQLException.class)
                .satisfies(e -> assertThat(SqlErrors.state(e)).hasValue("42501"));
    }

    private int count(String owner, String table) {
        List<Integer> count = transaction.execute(status -> {
            query.queryForObject("select set_config('millrace.owner', ?, true)", String.class, owner);
            return query.queryForList("select count(*) from " + table, Integer.class);
        });
        return count.getFirst();
    }
}
