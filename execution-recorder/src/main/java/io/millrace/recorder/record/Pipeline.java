package io.millrace.recorder.record;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Statements that are sent together. PostgreSQL does one after the other, each seeing what those before it did, and
 * whoever sent them waits once instead of once for each: on full processors that is most of what a transaction takes.
 * For one thread, in one transaction, which must end if one of them fails.
 */
final class Pipeline {
    /** Gives a statement its parameters. */
    @FunctionalInterface
    interface Binder {
        /** @param first the place of the first of them */
        void bind(PreparedStatement statement, int first) throws SQLException;
    }

    /** Takes what a statement came to, which is the current result. */
    @FunctionalInterface
    private interface Outcome {
        void take(PreparedStatement statement) throws SQLException;
    }

    private record Step(String sql, int parameters, Binder binder, Outcome outcome) {}

    private final JdbcTemplate jdbc;
    private final List<Step> steps = new ArrayList<>();

    Pipeline(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds a statement that touches rows.
     *
     * @param parameters how many the binder binds
     * @param touched is told, when it is sent, how many rows that were
     */
    void update(String sql, int parameters, Binder binder, IntConsumer touched) {
        steps.add(new Step(
                sql, parameters, binder, statement -> touched.accept(Math.max(0, statement.getUpdateCount()))));
    }

    /**
     * Adds a statement that returns rows.
     *
     * @param parameters how many the binder binds
     * @param row is given each of them when it is sent
     */
    void query(String sql, int parameters, Binder binder, RowCallbackHandler row) {
        steps.add(new Step(sql, parameters, binder, statement -> {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    row.processRow(rows);
                }
            }
        }));
    }

    /** Sends what was added since the last time, if anything, and hands out what it came to. */
    void send() {
        if (steps.isEmpty()) {
            return;
        }
        List<Step> sent = List.copyOf(steps);
        steps.clear();
        // The driver sends the parts of such a text one by one, prepared, and waits after the last.
        jdbc.execute(sent.stream().map(Step::sql).collect(joining(";\n")), (PreparedStatement statement) -> {
            int first = 1;
            for (Step step : sent) {
                step.binder().bind(statement, first);
                first += step.parameters();
            }
            statement.execute();
            for (Step step : sent) {
                step.outcome().take(statement);
                statement.getMoreResults();
            }
            return sent.size();
        });
    }
}
