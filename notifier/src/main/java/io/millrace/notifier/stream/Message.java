package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.ref.WeakReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message without what differs from one receiver to the next. */
public final class Message {
    private final String type;
    private final String body;
    private final int bodyBytes;
    private final Instant time;
    /** Those who have seen everything are sent the same at about the same time. */
    private volatile WeakReference<Sent> last = new WeakReference<>(null);

    private record Sent(String cursor, String text) {}

    /**
     * As it was encoded.
     *
     * @param type its {@code type}
     * @param body a JSON object without its closing brace, in one line
     * @param time when what it tells happened
     */
    Message(String type, String body, Instant time) {
        this.type = type;
        this.body = body;
        this.bodyBytes = body.getBytes(UTF_8).length;
        this.time = time;
    }

    /** Its {@code type}. */
    public String type() {
        return type;
    }

    /** When what it tells happened. */
    public Instant time() {
        return time;
    }

    /** How many bytes a text has that {@link #to} gave. */
    public int bytes(String text) {
        return bodyBytes + text.length() - body.length(); // the rest is ASCII
    }

    /**
     * The whole message, as it is sent.
     *
     * @param cursor the place in the log behind it, for this receiver
     * @param subscription the name that the receiver gave its subscription, if any
     */
    public String to(String cursor, @Nullable String subscription) {
        if (subscription != null) {
            return text(cursor, ",\"subscription\":\"" + subscription + "\"");
        }
        Sent sent = last.get();
        if (sent == null || !sent.cursor().equals(cursor)) {
            sent = new Sent(cursor, text(cursor, ""));
            last = new WeakReference<>(sent);
        }
        return sent.text();
    }

    private String text(String cursor, String more) {
        return body + ",\"cursor\":\"" + cursor + '"' + more + '}';
    }
}
