package io.millrace.benchmark.live;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What all journals came to. */
final class Verdict {
    private static final int SHOWN = 20;

    final LongAdder messages = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder repeats = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder missing = new LongAdder();
    final LongAdder reloads = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder failedConnects = new LongAdder();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();

    void blame(LongAdder fault, String example) {
        fault.increment();
        if (examples.size() < SHOWN) {
            examples.add(example);
        }
    }

    boolean isClean() {
        return foreign.sum() + repeats.sum() + gaps.sum() + missing.sum() == 0;
    }

    Queue<String> examples() {
        return examples;
    }
}
