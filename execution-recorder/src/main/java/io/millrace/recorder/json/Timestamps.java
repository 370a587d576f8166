package io.millrace.recorder.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Timestamps as answers have them: RFC 3339, UTC, exactly three digits of a second. */
public final class Timestamps {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** The text of an instant; what is below a millisecond is cut off. */
    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }
}
