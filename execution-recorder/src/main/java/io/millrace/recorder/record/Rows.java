package io.millrace.recorder.record;

import io.millrace.recorder.json.PlainText;
import io.millrace.schemas.codec.Payload;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Rows as one array for each column, so that a statement takes any number of them and stays the same statement.
 *
 * @param <T> what a row is made from
 */
final class Rows<T> {
    /** @param expression what is selected of the unnested column */
    private record Column<T>(String name, String type, String expression, Function<T, @Nullable Object> value) {}

    private final List<Column<T>> columns = new ArrayList<>();

    Rows<T> uuid(String name, Function<T, @Nullable UUID> value) {
        return add(name, "uuid", "n." + name, value);
    }

    /** Text in which NUL is escaped. */
    Rows<T> text(String name, Function<T, @Nullable String> value) {
        return add(name, "text", "n." + name, row -> PlainText.ofNullable(value.apply(row)));
    }

    Rows<T> time(String name, Function<T, @Nullable Instant> value) {
        return add(name, "timestamptz", "n." + name, value);
    }

    Rows<T> number(String name, ToIntFunction<T> value) {
        return add(name, "int4", "n." + name, value::applyAsInt);
    }

    Rows<T> longNumber(String name, ToLongFunction<T> value) {
        return add(name, "int8", "n." + name, value::applyAsLong);
    }

    Rows<T> nullableNumber(String name, Function<T, @Nullable Integer> value) {
        return add(name, "int4", "n." + name, value);
    }

    Rows<T> flag(String name, Function<T, Boolean> value) {
        return add(name, "bool", "n." + name, value);
    }

    /** One of the declared enum types, by the name that it has there. */
    Rows<T> enumeration(String name, String type, Function<T, @Nullable String> value) {
        return add(name, "text", "n." + name + "::" + type, value);
    }

    /** JSON that somebody else made: its bytes go in as they are. */
    Rows<T> payload(String name, Function<T, @Nullable ByteBuffer> value) {
        return add(name, "bytea", "convert_from(n." + name + ", 'UTF8')::json", row -> {
            ByteBuffer payload = value.apply(row);
            return payload == null ? null : Payload.bytes(payload);
        });
    }

    /** JSON made here. */
    Rows<T> json(String name, Function<T, @Nullable String> value) {
        return add(name, "text", "n." + name + "::json", value);
    }

    /** JSON made here, for a column that is searched inside. */
    Rows<T> searchableJson(String name, Function<T, @Nullable String> value) {
        return add(name, "text", "n." + name + "::jsonb", value);
    }

    /** A list of JSON values, given as one JSON list. */
    Rows<T> jsonList(String name, Function<T, String> value) {
        return add(name, "text", "array(select json_array_elements(n." + name + "::json))", value);
    }

    /** A list of numbers, given as PostgreSQL writes arrays. */
    Rows<T> longList(String name, Function<T, String> value) {
        return add(name, "text", "n." + name + "::int8[]", value);
    }

    /** A list of texts, given as one JSON list. */
    Rows<T> textList(String name, Function<T, @Nullable String> value) {
        return add(
                name,
                "text",
                "case when n.%1$s is not null then array(select json_array_elements_text(n.%1$s::json)) end"
                        .formatted(name),
                value);
    }

    /** {@code insert into table (…) select … from unnest(…)}, to be followed by what happens on a conflict. */
    String insertInto(String table) {
        return "insert into " + table + " (" + join(Column::name) + ") select " + join(Column::expression) + " from "
                + unnest();
    }

    /** {@code unnest(…) as n (…)}. */
    String unnest() {
        return "unnest(" + join(column -> "?::" + column.type() + "[]") + ") as n (" + join(Column::name) + ")";
    }

    /** Executes a statement in which the arrays are the only parameters; returns how many rows it touched. */
    int execute(JdbcTemplate jdbc, String sql, List<? extends T> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        Integer touched = jdbc.execute(sql, (PreparedStatement statement) -> {
            bind(statement, rows);
            return statement.executeUpdate();
        });
        return touched == null ? 0 : touched;
    }

    /** Executes such a statement for what it returns. */
    <R> List<R> query(JdbcTemplate jdbc, String sql, List<? extends T> rows, RowMapper<R> mapper) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return jdbc.query(sql, statement -> bind(statement, rows), mapper);
    }

    private void bind(PreparedStatement statement, List<? extends T> rows) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Column<T> column = columns.get(i);
            // The driver sends byte arrays in binary form, but only when it is told their type.
            Object[] values = column.type().equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = column.value().apply(rows.get(row));
            }
            statement.setArray(i + 1, statement.getConnection().createArrayOf(column.type(), values));
        }
    }

    private Rows<T> add(String name, String type, String expression, Function<T, ? extends @Nullable Object> value) {
        columns.add(new Column<>(name, type, expression, value::apply));
        return this;
    }

    private String join(Function<Column<T>, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }
}
