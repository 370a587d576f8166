package io.millrace.recorder.record;

import io.millrace.recorder.json.PlainText;
import io.millrace.schemas.codec.Payload;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Rows as one array for each column, so that a statement takes any number of them and stays the same statement.
 *
 * @param <T> what a row is made from
 */
final class Rows<T> {
    /** What a column is sent as: arrays of these the driver sends in binary form, but for those of UUIDs. */
    private enum Type {
        UUID,
        TEXT,
        FLOAT8,
        INT4,
        INT8,
        BOOL,
        BYTEA;

        @Nullable
        Object[] array(int length) {
            return switch (this) {
                case UUID -> new UUID[length];
                case TEXT -> new String[length];
                case FLOAT8 -> new Double[length];
                case INT4 -> new Integer[length];
                case INT8 -> new Long[length];
                case BOOL -> new Boolean[length];
                case BYTEA -> new byte[length][];
            };
        }

        String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param expression what becomes of what was sent */
    private record Column<T>(String name, Type type, String expression, Function<T, @Nullable Object> value) {}

    private final List<Column<T>> columns = new ArrayList<>();

    Rows<T> uuid(String name, Function<T, @Nullable UUID> value) {
        return add(name, Type.UUID, "n." + name, value);
    }

    /** Text in which NUL is escaped. */
    Rows<T> text(String name, Function<T, @Nullable String> value) {
        return add(name, Type.TEXT, "n." + name, row -> PlainText.ofNullable(value.apply(row)));
    }

    /** To the microsecond; sent as seconds, since PostgreSQL takes longer to read a time than to write its row. */
    Rows<T> time(String name, Function<T, @Nullable Instant> value) {
        return add(name, Type.FLOAT8, "to_timestamp(n." + name + ")", row -> {
            Instant time = value.apply(row);
            return time == null ? null : time.getEpochSecond() + time.getNano() / 1e9;
        });
    }

    Rows<T> number(String name, ToIntFunction<T> value) {
        return add(name, Type.INT4, "n." + name, value::applyAsInt);
    }

    Rows<T> longNumber(String name, ToLongFunction<T> value) {
        return add(name, Type.INT8, "n." + name, value::applyAsLong);
    }

    Rows<T> nullableNumber(String name, Function<T, @Nullable Integer> value) {
        return add(name, Type.INT4, "n." + name, value);
    }

    Rows<T> flag(String name, Function<T, Boolean> value) {
        return add(name, Type.BOOL, "n." + name, value);
    }

    /** True, or else null, which takes no room. */
    Rows<T> mark(String name, Predicate<T> value) {
        return add(name, Type.BOOL, "nullif(n." + name + ", false)", value::test);
    }

    /** One of the declared enum types, by the name that it has there. */
    Rows<T> enumeration(String name, String type, Function<T, @Nullable String> value) {
        return add(name, Type.TEXT, "n." + name + "::" + type, value);
    }

    /** JSON that somebody else made: its bytes go in as they are. */
    Rows<T> payload(String name, Function<T, @Nullable ByteBuffer> value) {
        return add(name, Type.BYTEA, "convert_from(n." + name + ", 'UTF8')::json", row -> {
            ByteBuffer payload = value.apply(row);
            return payload == null ? null : Payload.bytes(payload);
        });
    }

    /** JSON made here. */
    Rows<T> json(String name, Function<T, @Nullable String> value) {
        return add(name, Type.TEXT, "n." + name + "::json", value);
    }

    /** JSON made here, for a column that is searched inside. */
    Rows<T> searchableJson(String name, Function<T, @Nullable String> value) {
        return add(name, Type.TEXT, "n." + name + "::jsonb", value);
    }

    /** A list of JSON values, given as one JSON list. */
    Rows<T> jsonList(String name, Function<T, @Nullable String> value) {
        return add(
                name,
                Type.TEXT,
                "case when n.%1$s is not null then array(select json_array_elements(n.%1$s::json)) end".formatted(name),
                value);
    }

    /** A list of numbers, given as PostgreSQL writes arrays. */
    Rows<T> longList(String name, Function<T, String> value) {
        return add(name, Type.TEXT, "n." + name + "::int8[]", value);
    }

    /** A list of texts, given as one JSON list. */
    Rows<T> textList(String name, Function<T, @Nullable String> value) {
        return add(
                name,
                Type.TEXT,
                "case when n.%1$s is not null then array(select json_array_elements_text(n.%1$s::json)) end"
                        .formatted(name),
                value);
    }

    /** {@code insert into table (…) select … from (…) as n}, to be followed by what happens on a conflict. */
    String insertInto(String table) {
        return "insert into " + table + " (" + join(Column::name) + ") select " + join(column -> "n." + column.name())
                + " from " + unnest();
    }

    /** The rows as a table {@code n}. */
    String unnest() {
        return "(select " + join(column -> column.expression() + " as " + column.name()) + " from unnest("
                + join(column -> "?::" + column.type().sql() + "[]") + ") as n (" + join(Column::name) + ")) as n";
    }

    /** Adds a statement in which the arrays are the only parameters, unless there are no rows. */
    void update(Pipeline pipeline, String sql, List<? extends T> rows, IntConsumer touched) {
        if (!rows.isEmpty()) {
            pipeline.update(sql, columns.size(), binder(rows), touched);
        }
    }

    /** Adds such a statement for what it returns. */
    void query(Pipeline pipeline, String sql, List<? extends T> rows, RowCallbackHandler row) {
        if (!rows.isEmpty()) {
            pipeline.query(sql, columns.size(), binder(rows), row);
        }
    }

    private Pipeline.Binder binder(List<? extends T> rows) {
        return (statement, first) -> {
            for (int i = 0; i < columns.size(); i++) {
                Column<T> column = columns.get(i);
                @Nullable Object[] values = column.type().array(rows.size());
                for (int row = 0; row < values.length; row++) {
                    values[row] = column.value().apply(rows.get(row));
                }
                statement.setArray(
                        first + i,
                        statement.getConnection().createArrayOf(column.type().sql(), values));
            }
        };
    }

    private Rows<T> add(String name, Type type, String expression, Function<T, ? extends @Nullable Object> value) {
        columns.add(new Column<>(name, type, expression, value::apply));
        return this;
    }

    private String join(Function<Column<T>, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }
}
