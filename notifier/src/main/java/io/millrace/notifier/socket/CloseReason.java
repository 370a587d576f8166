package io.millrace.notifier.socket;

import java.util.Locale;
import org.springframework.web.socket.CloseStatus;

/** Why the server ends a socket; codes from 4000 on are ours. The texts tell people whether trying again helps. */
enum CloseReason {
    DONE(1000, "done"),
    NOT_TEXT(1003, "messages are JSON texts"),
    FAILURE(1011, "something unexpected went wrong; connect again later with your last cursor"),
    RESTART(1012, "the service restarts; connect again with your last cursor"),
    UNAVAILABLE(1013, "the event log cannot be read now; connect again later with your last cursor"),
    TOKEN_EXPIRED(4001, "the token has expired; connect again with a new one and your last cursor"),
    TOO_FAST(4008, "too many messages from the client"),
    SILENT(4010, "nothing was heard from the client; connect again with your last cursor"),
    TOO_MANY(4029, "too many sockets; connect again when another one is closed");

    private final int code;
    private final String text;

    CloseReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    CloseStatus status() {
        return new CloseStatus(code, text);
    }

    /** For people. */
    String text() {
        return text;
    }

    /** As metrics spell it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
