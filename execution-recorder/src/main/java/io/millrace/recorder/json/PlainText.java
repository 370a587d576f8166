package io.millrace.recorder.json;

import org.jspecify.annotations.Nullable;

/** Text that PostgreSQL can hold: its text has every character but NUL. */
public final class PlainText {
    private PlainText() {}

    /** The text with each NUL written as the six characters of its JSON escape. */
    public static String of(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "\\u0000");
    }

    /** The same where there may be no text. */
    public static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }
}
