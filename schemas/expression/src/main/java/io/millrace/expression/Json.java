package io.millrace.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value. It is held encoded or as a tree and makes the other form when that is first asked for, so a
 * payload that nobody looks into passes through as the bytes it came in. Safe for any number of threads.
 *
 * <p>A tree is what JSONata works on: unmodifiable {@code Map} and {@code List}, {@code String}, {@code Boolean},
 * {@code Integer}, {@code Long}, {@code BigInteger}, {@code Double}, {@code BigDecimal} for what is too large for a
 * double, and {@link Jsonata#NULL_VALUE} for null, because a Java null is what is missing.
 */
public final class Json {

    public static final Json NULL = new Json(null, Jsonata.NULL_VALUE, null);
    public static final Json EMPTY_OBJECT = new Json(null, Map.of(), null);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final @Nullable Map<String, Json> members;
    // Two threads may both make a form; either is as good.
    private volatile @Nullable ByteBuffer encoded;
    private volatile @Nullable Object tree;

    private Json(@Nullable ByteBuffer encoded, @Nullable Object tree, @Nullable Map<String, Json> members) {
        this.encoded = encoded;
        this.tree = tree;
        this.members = members;
    }

    /** JSON from an event, valid because it was checked when it was written; neither copied nor moved. */
    public static Json encoded(ByteBuffer json) {
        return new Json(json.duplicate(), null, null);
    }

    /** JSON that was checked when it was written; not copied. */
    public static Json encoded(byte[] json) {
        return new Json(ByteBuffer.wrap(json), null, null);
    }

    /**
     * Reads JSON from outside.
     *
     * @throws JsonException if it is not exactly one JSON value within {@link JsonReader}'s bounds
     */
    public static Json parse(byte[] json) {
        ByteBuffer buffer = ByteBuffer.wrap(json);
        return new Json(buffer, JsonReader.read(buffer), null);
    }

    public static Json of(String value) {
        return ofTree(value);
    }

    public static Json of(long value) {
        return ofTree(Numbers.plain(value));
    }

    public static Json of(boolean value) {
        return ofTree(value);
    }

    /** A time as RFC 3339 in UTC with milliseconds. */
    public static Json of(Instant time) {
        return of(TIME.format(time));
    }

    /**
     * The object with these members, which are encoded and read only as far as they are asked for; the map is not
     * copied.
     */
    public static Json object(Map<String, Json> members) {
        return new Json(null, null, members);
    }

    /** The array of these values. */
    public static Json array(List<Json> values) {
        return ofTree(values.stream().map(Json::tree).toList());
    }

    /** A tree as described above, not copied. */
    static Json ofTree(Object tree) {
        return new Json(null, tree, null);
    }

    /** The value's UTF-8 bytes, read-only and with a position of its own. */
    public ByteBuffer buffer() {
        return encodedForm().asReadOnlyBuffer();
    }

    /** A copy of the value's UTF-8 bytes. */
    public byte[] bytes() {
        ByteBuffer buffer = encodedForm();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    /** How many bytes it takes encoded. */
    public int size() {
        return encodedForm().remaining();
    }

    public boolean isNull() {
        return tree().equals(Jsonata.NULL_VALUE);
    }

    public boolean isString() {
        return tree() instanceof String;
    }

    public boolean isObject() {
        return tree() instanceof Map;
    }

    /** An object's member, its bytes as they are in this value; absent if there is none. */
    public Optional<Json> member(String name) {
        Map<String, Json> known = members;
        if (known != null) {
            return Optional.ofNullable(known.get(name));
        }
        ByteBuffer json = encoded;
        return json != null
                ? JsonReader.member(json, name).map(Json::encoded)
                : Optional.ofNullable(tree() instanceof Map<?, ?> map ? map.get(name) : null)
                        .map(Json::ofTree);
    }

    /** The members of an object, in order; none if it is something else. */
    public Map<String, Json> members() {
        Map<String, Json> known = members;
        if (known != null) {
            return Collections.unmodifiableMap(known);
        }
        Map<String, Json> found = new LinkedHashMap<>();
        if (tree() instanceof Map<?, ?> map) {
            map.forEach((name, value) -> found.put((String) name, ofTree(value)));
        }
        return found;
    }

    /** The values of an array, in order; of anything else, itself alone. */
    public List<Json> items() {
        return tree() instanceof List<?> list ? list.stream().map(Json::ofTree).toList() : List.of(this);
    }

    /** Its string form as JSONata's {@code $string} gives it: a string itself, JSON of anything else. */
    public String text() {
        Object value = tree();
        return value instanceof String string ? string : Functions.string(value, false);
    }

    Object tree() {
        Object known = tree;
        if (known == null) {
            Map<String, Json> parts = members;
            known = parts != null ? new LazyObject(parts) : JsonReader.read(encodedForm());
            tree = known;
        }
        return known;
    }

    private ByteBuffer encodedForm() {
        ByteBuffer known = encoded;
        if (known == null) {
            Map<String, Json> parts = members;
            known = ByteBuffer.wrap(parts != null ? JsonWriter.write(parts) : JsonWriter.write(tree()));
            encoded = known;
        }
        return known;
    }

    /** Whether both are the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json json && encodedForm().equals(json.encodedForm());
    }

    @Override
    public int hashCode() {
        return encodedForm().hashCode();
    }

    @Override
    public String toString() {
        return StandardCharsets.UTF_8.decode(buffer()).toString();
    }
}
