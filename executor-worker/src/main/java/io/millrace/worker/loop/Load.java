package io.millrace.worker.loop;

/**
 * How much a loop has to do.
 *
 * @param executions in flight: in memory, and not only waiting
 * @param bytes of JSON that those hold
 * @param slowNodes under way
 * @param sleepers executions that are not in memory
 * @param queued executions that a limit holds back
 * @param keys idempotency keys in memory
 * @param lag triggers not decided yet
 */
record Load(int executions, long bytes, int slowNodes, int sleepers, int queued, int keys, long lag) {
    static final Load NONE = new Load(0, 0, 0, 0, 0, 0, 0);
}
