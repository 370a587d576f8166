package io.millrace.worker.loop;

/** Reads the keys that earlier owners of a partition accepted and sends them to the loop's inbox. */
interface KeyLoader extends AutoCloseable {
    /** Has the keys of a partition read that was just taken over, up to what {@link Found} tells. */
    void load(Partition partition);

    @Override
    void close();
}
