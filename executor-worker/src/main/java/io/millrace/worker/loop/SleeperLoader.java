package io.millrace.worker.loop;

import io.millrace.worker.execution.Input;

/** Loads sleepers back and sends them to the loop's inbox. */
interface SleeperLoader extends AutoCloseable {
    /** Has a sleeper loaded, unless it is being loaded already; it will take in the input then. */
    void wake(Partition partition, Checkpoint checkpoint, Input input);

    /** The loop has taken one that was loaded. */
    void taken();

    @Override
    void close();
}
