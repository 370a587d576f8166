package io.millrace.worker.loop;

import io.millrace.worker.execution.Input;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The inputs that records of the triggers ask for and that were not taken in yet: until then the position stays before
 * their records.
 */
final class PendingCommands {
    private final Ledger ledger;
    private final IdentityHashMap<Input, Long> offsets = new IdentityHashMap<>();
    private final Map<Long, Integer> left = new HashMap<>();

    PendingCommands(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The record at the offset asks for this input. */
    void add(long offset, Input input) {
        offsets.put(input, offset);
        left.merge(offset, 1, Integer::sum);
    }

    /** The input was taken in, or there is nobody who could. */
    void taken(Input input) {
        Long offset = offsets.remove(input);
        if (offset != null && left.merge(offset, -1, Integer::sum) == 0) {
            left.remove(offset);
            ledger.obeyed(offset);
        }
    }
}
