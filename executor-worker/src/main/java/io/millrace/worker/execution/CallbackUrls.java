package io.millrace.worker.execution;

/** Where the callback for a wait is to be sent, known before the wait begins. */
@FunctionalInterface
public interface CallbackUrls {
    /** The address for one run of a node that waits for a callback; nobody can guess it. */
    String of(Identity execution, NodeKey wait);
}
