package io.millrace.worker.loop;

import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.worker.execution.Evaluated;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** What comes to a loop from other threads: it wakes the loop while that has nothing to do. */
final class Inbox {
    /** Something that came; from an earlier assignment of its partition it is of no more use. */
    sealed interface Message {
        Partition partition();
    }

    /** A slow node logged something or came to its end. */
    record FromNode(Partition partition, UUID executionId, Input input) implements Message {}

    /** An evaluation that was no longer waited for came to its end. */
    record LetGo(Partition partition, UUID executionId, NodeKey key, Evaluated evaluated, Instant at)
            implements Message {}

    /** A sleeper's state was read; empty if it could not be. */
    record Loaded(Partition partition, UUID executionId, Optional<ExecutionCheckpointed> state) implements Message {}

    /** The keys were read that earlier owners of the partition accepted. */
    record KeysKnown(Partition partition, AcceptedKeys keys) implements Message {}

    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final Runnable wakeup;
    private volatile boolean idle;

    /** @param wakeup ends the loop's waiting */
    Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    void send(Message message) {
        messages.add(message);
        if (idle) {
            wakeup.run();
        }
    }

    /** From now on whatever comes wakes the loop; what came before has to be looked for afterwards. */
    void idle(boolean now) {
        idle = now;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Takes what came. */
    void receive(Consumer<Message> action) {
        for (Message message = messages.poll(); message != null; message = messages.poll()) {
            action.accept(message);
        }
    }
}
