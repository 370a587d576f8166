package io.millrace.notifier.socket;

import io.millrace.schemas.stream.Cursor;
import java.util.Optional;
import java.util.UUID;

/** What a client asks for in one message. */
sealed interface Request {
    /**
     * What a subscription goes by: the name that the client gave it, else what it shows.
     *
     * @param name given by the client; in each message of the subscription
     */
    record Scope(Optional<String> name, Optional<String> workflowId, Optional<UUID> executionId) {
        boolean isSame(Scope other) {
            return (name.isPresent() || other.name.isPresent()) ? name.equals(other.name) : equals(other);
        }
    }

    /** Begin to tell; a subscription with the same scope ends. */
    record Subscribe(Scope scope, Optional<Cursor> after) implements Request {}

    /** No longer tell; all of them if the scope is empty. */
    record Unsubscribe(Optional<Scope> scope) implements Request {}

    /** Answer. */
    record Ping() implements Request {}

    /**
     * It cannot be understood, or not be done.
     *
     * @param code a short stable name
     * @param detail for people
     */
    record Invalid(String code, String detail) implements Request {}
}
