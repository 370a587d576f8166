package io.millrace.recorder.query;

import org.jspecify.annotations.Nullable;

/**
 * Whose history is read: one owner's, who is the caller or, for an admin, somebody else; or everybody's.
 *
 * @param owner null for everybody's, which only an admin may read
 */
record Reader(@Nullable String owner) {
    /** How an admin asks for everybody's. */
    static final String EVERYBODY = "*";

    static Reader of(String owner) {
        return new Reader(owner);
    }

    boolean isEverybody() {
        return owner == null;
    }

    /** What a statement says beside the tables' policies, either of which would do alone; begins with {@code and}. */
    String condition(String table) {
        return owner == null ? "" : " and " + table + ".owner_id = :owner";
    }

    /** What a cursor is good for. */
    String name() {
        return owner == null ? EVERYBODY : owner;
    }
}
