package io.millrace.benchmark.live;

import java.util.UUID;

/** What one receiver is told over all its connections, checked as it comes; its thread is one of several that ask. */
public interface Journal {
    /**
     * Notes a message about an execution.
     *
     * @param type of the message
     * @param connected when its connection was made, by {@link System#nanoTime}
     * @param now the same for when it came
     */
    void told(UUID execution, String type, int sequence, long connected, long now);

    /** The receiver was told that it may miss something of before. */
    void reload(long now);

    /** Whether all has been told that there was to tell. */
    boolean isComplete();

    /** Blames what never came. */
    void close();
}
