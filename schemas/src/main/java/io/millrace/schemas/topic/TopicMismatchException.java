package io.millrace.schemas.topic;

import java.util.List;

/** An existing topic's settings contradict the design; going on could lose data. */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> mismatches;

    TopicMismatchException(List<String> mismatches) {
        super("existing topics contradict the design: " + String.join("; ", mismatches)
                + ". Alter or delete them, or configure the number of partitions that they have.");
        this.mismatches = List.copyOf(mismatches);
    }

    /** One sentence for each setting that differs. */
    public List<String> mismatches() {
        return mismatches;
    }
}
