package io.millrace.worker.node;

import io.millrace.expression.Json;
import io.millrace.schemas.event.LogLevel;
import java.util.Optional;

/** Takes the lines that a running node logs for its user; called by the node's own thread only. */
@FunctionalInterface
public interface NodeLog {

    /**
     * Adds a line with, perhaps, a value that belongs to it. Lines beyond the execution's limit are counted and
     * dropped.
     */
    void add(LogLevel level, String message, Optional<Json> data);
}
