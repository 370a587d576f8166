package io.millrace.notifier.socket;

import java.util.Locale;
import org.springframework.web.socket.CloseStatus;

/**
 * Why the server ends a socket; codes from 4000 on are ours. The texts tell people, and {@link #comeBack} tells
 * clients, whether trying again helps.
 */
enum CloseReason {
    DONE(1000, ComeBack.NO, "done"),
    NOT_TEXT(1003, ComeBack.NO, "messages are JSON texts"),
    TOO_LONG(1009, ComeBack.NO, "a message from the client was too long"),
    FAILURE(1011, ComeBack.LATER, "something unexpected went wrong; connect again later with your last cursor"),
    RESTART(1012, ComeBack.SPREAD, "the service restarts; connect again with your last cursor"),
    UNAVAILABLE(1013, ComeBack.LATER, "the event log cannot be read now; connect again later with your last cursor"),
    TOKEN_EXPIRED(4001, ComeBack.AT_ONCE, "the token has expired; connect again with a new one and your last cursor"),
    GONE(4002, ComeBack.AT_ONCE, "the connection broke; connect again with your last cursor"),
    TOO_SLOW(4003, ComeBack.AT_ONCE, "a message was not taken in time; connect again with your last cursor"),
    TOO_FAST(4008, ComeBack.NO, "too many messages from the client"),
    SILENT(4010, ComeBack.AT_ONCE, "nothing was heard from the client; connect again with your last cursor"),
    TOO_MANY(4029, ComeBack.LATER, "too many sockets; connect again when another one is closed");

    /** When trying again may help. */
    enum ComeBack {
        /** The client has to change first. */
        NO,
        /** Nothing is to be waited for. */
        AT_ONCE,
        /** Everybody is told so, and should not come at the same time. */
        SPREAD,
        /** Not before something else has changed. */
        LATER
    }

    private final int code;
    private final ComeBack comeBack;
    private final String text;

    CloseReason(int code, ComeBack comeBack, String text) {
        this.code = code;
        this.comeBack = comeBack;
        this.text = text;
    }

    CloseStatus status() {
        return new CloseStatus(code, text);
    }

    ComeBack comeBack() {
        return comeBack;
    }

    /** Whether there is nobody left to be told. */
    boolean isUnheard() {
        return this == DONE || this == GONE || this == TOO_SLOW;
    }

    /** For people. */
    String text() {
        return text;
    }

    /** As messages and metrics spell it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
