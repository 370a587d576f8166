package io.millrace.worker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the worker is told.
 *
 * @param loops how many loops run here; more than there are partitions gain nothing
 * @param decisionThreads how many threads evaluate expressions; 0: one for each processor
 * @param decisionTime how long an evaluation may hold its loop up before its node counts as slow
 * @param expressionTimeout after how long an evaluation fails its node
 * @param maxExecutions how many unfinished executions a loop has at once; beyond that it reads no more triggers
 * @param maxExecutionBytes how many bytes of JSON these hold in all loops together, likewise; 0: a 32nd of the heap, as
 *     what expressions read takes some ten times as much
 * @param maxSlowNodes how many slow nodes a loop has under way at once; beyond that it reads no more triggers
 * @param sleepAfter executions that have nothing to do for so long leave the memory
 * @param checkpointAfter after how long an unfinished execution is written down whole, so that the watermark moves on
 * @param checkpointBehind beyond how many triggers an unfinished execution is, the same
 */
@ConfigurationProperties("millrace.worker")
public record WorkerSettings(
        @DefaultValue("1") int loops,
        @DefaultValue("0") int decisionThreads,
        @DefaultValue("50ms") Duration decisionTime,
        @DefaultValue("5s") Duration expressionTimeout,
        @DefaultValue("10000") int maxExecutions,
        @DefaultValue("0") DataSize maxExecutionBytes,
        @DefaultValue("2000") int maxSlowNodes,
        @DefaultValue("10s") Duration sleepAfter,
        @DefaultValue("1m") Duration checkpointAfter,
        @DefaultValue("10000") int checkpointBehind) {

    private static final int SHARE_OF_THE_HEAP = 32;
    /** So many executions are no overload, however large: one alone may hold 8 MB. */
    private static final int ALWAYS = 16;

    /** How many threads evaluate expressions. */
    public int threads() {
        return decisionThreads > 0 ? decisionThreads : Runtime.getRuntime().availableProcessors();
    }

    /** Whether a loop with so much under way should read no more triggers. */
    public boolean isOverloaded(int executions, long bytes, int slowNodes) {
        return executions >= maxExecutions
                || (executions >= ALWAYS && bytes >= maxBytesOfALoop())
                || slowNodes >= maxSlowNodes;
    }

    private long maxBytesOfALoop() {
        long all = maxExecutionBytes.toBytes();
        return (all > 0 ? all : Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP) / loops;
    }
}
