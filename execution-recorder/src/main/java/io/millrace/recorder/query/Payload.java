package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.json.StoredJson;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A payload as answers show it: whole, or its beginning, as a JSON string, if it is long. Neither, if there is none.
 */
record Payload(@Nullable String whole, @Nullable String preview) {
    /** Bytes; what is longer is not shown whole. */
    private static final int MAX_SHOWN = 64 * 1024;
    /** Characters, of what was not kept apart when it was recorded. */
    private static final int PREVIEW = 1024;
    /** Enough for so many characters, and for a part of one more. */
    private static final int BYTES_OF_PREVIEW = 4 * (PREVIEW + 1);

    /** Selects the column for {@link #of}; its size is beside it where the whole is kept apart. */
    static String columns(String column, String name) {
        return """
                case when %1$s_size is null and octet_length(%1$s::text) <= %3$d then %1$s::text end as %2$s,
                case when %1$s_size is not null then %1$s::text
                    when octet_length(%1$s::text) > %3$d then to_json(left(%1$s::text, %4$d))::text end as %2$s_preview
                """.formatted(column, name, MAX_SHOWN, PREVIEW);
    }

    /** Selects nothing in its place. */
    static String none(String name) {
        return "null as %1$s, null as %1$s_preview".formatted(name);
    }

    static Payload of(ResultSet row, String name) throws SQLException {
        return new Payload(row.getString(name), row.getString(name + "_preview"));
    }

    /** What was read whole, in UTF-8. */
    static Payload of(ByteBuffer whole) {
        if (whole.remaining() <= MAX_SHOWN) {
            return new Payload(UTF_8.decode(whole.duplicate()).toString(), null);
        }
        String beginning =
                UTF_8.decode(whole.slice(whole.position(), BYTES_OF_PREVIEW)).toString();
        return new Payload(null, StoredJson.ofText(beginning.substring(0, beginning.offsetByCodePoints(0, PREVIEW))));
    }

    /** Present for what is not shown whole. */
    @Nullable
    URI link(URI whole) {
        return preview == null ? null : whole;
    }
}
