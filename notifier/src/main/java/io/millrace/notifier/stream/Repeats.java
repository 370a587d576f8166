package io.millrace.notifier.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Tells which triggers repeat others. Two gateways may accept the same delivery before either knows of the other; then
 * the log holds two triggers of one execution. The worker takes up the first, and nobody is told of the second.
 * Thread-safe.
 */
final class Repeats {
    private final int limit;
    /**
     * Where the log has an execution's first trigger, as far as it was read; executions all stay in their partition.
     */
    private final Map<UUID, Long> firsts = new LinkedHashMap<>();

    /** @param limit how many triggers are remembered */
    Repeats(int limit) {
        this.limit = limit;
    }

    /** Whether an earlier trigger of the same execution was read, here or elsewhere. */
    boolean isRepeat(StreamRecord record) {
        return record.isOfDelivery() && record.offset() > first(record.executionId(), record.offset());
    }

    private synchronized long first(UUID executionId, long offset) {
        long first = firsts.merge(executionId, offset, Math::min);
        if (firsts.size() > limit) {
            firsts.remove(firsts.keySet().iterator().next());
        }
        return first;
    }

    /** Forgets everything: what is read next may be another log. */
    synchronized void clear() {
        firsts.clear();
    }
}
