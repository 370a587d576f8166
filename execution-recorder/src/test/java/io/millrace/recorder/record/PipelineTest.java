package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class PipelineTest {
    private static final Rows<Integer> NUMBERS = new Rows<Integer>().number("n", number -> number);
    private static final String INSERT = NUMBERS.insertInto("numbers");

    private final List<Object> heard = new ArrayList<>();
    private Relay relay;
    private Connection connection;
    private Pipeline pipeline;

    @BeforeEach
    void connect() throws Exception {
        Database database = Servers.postgres();
        relay = new Relay(database.url());
        connection = DriverManager.getConnection(relay.url(), database.user(), database.password());
        connection.setAutoCommit(false);
        var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        jdbc.execute("create temporary table numbers (n int primary key)");
        pipeline = new Pipeline(jdbc);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        relay.close();
    }

    @Test
    void waitsOnceForStatementsThatSeeWhatThoseBeforeDid() {
        for (int again = 0; again < 10; again++) { // the driver prepares what comes often
            int number = again;
            NUMBERS.update(pipeline, INSERT, List.of(number, number + 100), heard::add);
            count();
            NUMBERS.update(pipeline, INSERT, List.of(number + 1000), heard::add);
            pipeline.update("delete from numbers where n >= ?", 1, (s, first) -> s.setInt(first, 1000), heard::add);
            count();
            int before = relay.waits();

            pipeline.send();

            assertThat(relay.waits() - before).isOne();
        }
        assertThat(heard).hasSize(50).startsWith(2, 2L, 1, 1, 2L, 2, 4L, 1, 1, 4L);
    }

    @Test
    void nothingThatFollowsAFailureIsDone() {
        NUMBERS.update(pipeline, INSERT, List.of(1), heard::add);
        NUMBERS.update(pipeline, INSERT, List.of(2, 1), heard::add);
        NUMBERS.update(pipeline, INSERT, List.of(3), heard::add);

        assertThatThrownBy(pipeline::send).isInstanceOf(DataIntegrityViolationException.class);

        assertThat(heard).isEmpty();
    }

    @Test
    void whatWasSentIsNotSentAgain() {
        NUMBERS.update(pipeline, INSERT, List.of(1), heard::add);
        pipeline.send();
        int before = relay.waits();

        pipeline.send();

        assertThat(relay.waits()).isEqualTo(before);
        assertThat(heard).containsExactly(1);
    }

    private void count() {
        pipeline.query("select count(*) from numbers", 0, (s, first) -> {}, row -> heard.add(row.getLong(1)));
    }
}
