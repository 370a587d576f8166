package io.millrace.benchmark.live;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What all journals came to. */
public final class Verdict {
    private static final int SHOWN = 20;

    /** About executions. */
    public final LongAdder messages = new LongAdder();
    /** About executions of others, or of nobody. */
    public final LongAdder foreign = new LongAdder();
    /** That had come before. */
    public final LongAdder repeats = new LongAdder();
    /** Left out between two that came. */
    public final LongAdder gaps = new LongAdder();
    /** That never came. */
    public final LongAdder missing = new LongAdder();

    final LongAdder reloads = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder failedConnects = new LongAdder();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();

    /** Counts a fault; the first of them are kept. */
    public void blame(LongAdder fault, String example) {
        fault.increment();
        if (examples.size() < SHOWN) {
            examples.add(example);
        }
    }

    /** Whether each journal was in order. */
    public boolean isClean() {
        return foreign.sum() + repeats.sum() + gaps.sum() + missing.sum() == 0;
    }

    /** Of faults. */
    public Queue<String> examples() {
        return examples;
    }
}
