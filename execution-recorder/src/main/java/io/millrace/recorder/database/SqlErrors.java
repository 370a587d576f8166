package io.millrace.recorder.database;

import java.sql.SQLException;
import java.util.Optional;

/** What PostgreSQL's errors mean for whoever met one. */
public final class SqlErrors {
    private SqlErrors() {}

    /**
     * Whether the values themselves are refused, now and every time: what they say (class 22) or that they are too big
     * or too deep (class 54). Anything else, a missing server above all, can be different the next time.
     */
    public static boolean refusesValues(Throwable error) {
        return state(error)
                .filter(state -> state.startsWith("22") || state.startsWith("54"))
                .isPresent();
    }

    /** The SQLSTATE behind an exception, if there is one. */
    public static Optional<String> state(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
        }
        return Optional.empty();
    }
}
