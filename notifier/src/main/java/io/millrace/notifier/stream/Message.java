package io.millrace.notifier.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message without what differs from one receiver to the next.
 *
 * @param type its {@code type}
 * @param body a JSON object without its closing brace, in one line
 * @param time when what it tells happened
 */
public record Message(String type, String body, Instant time) {
    /**
     * The whole message, as it is sent.
     *
     * @param cursor the place in the log behind it, for this receiver
     * @param subscription the name that the receiver gave its subscription, if any
     */
    public String to(String cursor, @Nullable String subscription) {
        var text = new StringBuilder(body.length() + cursor.length() + 32)
                .append(body)
                .append(",\"cursor\":\"")
                .append(cursor);
        if (subscription != null) {
            text.append("\",\"subscription\":\"").append(subscription);
        }
        return text.append("\"}").toString();
    }
}
