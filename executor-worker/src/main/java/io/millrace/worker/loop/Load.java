package io.millrace.worker.loop;

/**
 * How much a loop has to do.
 *
 * @param executions in flight
 * @param slowNodes under way
 * @param lag triggers not decided yet
 */
record Load(int executions, int slowNodes, long lag) {
    static final Load NONE = new Load(0, 0, 0);
}
