package io.millrace.acceptance.check;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What one client sent to webhooks and what it was answered. Thread-safe. */
public final class Journal {

    /**
     * One request.
     *
     * @param workflowId what it was to start
     * @param status 0 where there was no answer
     * @param executionId present in a 202
     */
    public record Entry(String workflowId, int status, Optional<String> executionId) {

        boolean isAccepted() {
            return status == 202;
        }

        /** Whether there may be an execution all the same. */
        boolean isUncertain() {
            return status == 0 || status >= 500;
        }
    }

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** Adds a request once it was answered, or was not. */
    public void add(Entry entry) {
        entries.add(entry);
    }

    /** All requests so far. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The executions that were promised. */
    public Set<String> accepted() {
        return entries.stream()
                .filter(Entry::isAccepted)
                .flatMap(entry -> entry.executionId().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The workflows that were called. */
    Set<String> workflows() {
        return entries.stream().map(Entry::workflowId).collect(Collectors.toUnmodifiableSet());
    }
}
