package io.millrace.worker.loop;

import io.millrace.worker.execution.Decider;
import io.millrace.worker.execution.Decision;
import io.millrace.worker.execution.Evaluated;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution's decision, made on a thread of the pool while the loop waits. Users' expressions may run for ever; the
 * loop then stops waiting and goes on with what was decided before, and the evaluation's outcome comes to it as an
 * input.
 */
final class DecisionTask implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(DecisionTask.class);

    /**
     * What a decision came to.
     *
     * @param taken the inputs that it took in
     * @param untaken what is to be decided next, because an evaluation was not waited for
     * @param detached the run whose evaluation goes on
     */
    record Result(Decision decision, List<Input> taken, List<Input> untaken, Optional<NodeKey> detached) {
        Result {
            taken = List.copyOf(taken);
            untaken = List.copyOf(untaken);
        }
    }

    private final Execution execution;
    private final List<Input> inputs;
    private final Surroundings around;
    private final BiConsumer<NodeKey, Evaluated> whenDetached;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private long startedNanos;
    private boolean started;
    private boolean abandoned;
    private @Nullable Result result;
    private @Nullable Throwable failure;
    private int taking;
    private @Nullable Decision sofar;
    private @Nullable NodeKey evaluating;

    /**
     * @param around what deciding takes from outside; evaluations are run by the task itself
     * @param whenDetached takes what an evaluation came to that was no longer waited for
     */
    DecisionTask(
            Execution execution, List<Input> inputs, Surroundings around, BiConsumer<NodeKey, Evaluated> whenDetached) {
        this.execution = execution;
        this.inputs = inputs;
        this.around = around;
        this.whenDetached = whenDetached;
    }

    @Override
    public void run() {
        locked(() -> {
            started = true;
            startedNanos = System.nanoTime();
            change.signalAll();
        });
        try {
            Decision decision = decide();
            locked(() -> {
                if (!abandoned) {
                    result = new Result(decision, inputs, List.of(), Optional.empty());
                    change.signalAll();
                }
            });
        } catch (RuntimeException | Error e) {
            if (!fail(e)) {
                throw e; // nobody waits for it any more
            }
        }
    }

    /** Tells the loop, which would wait for ever; without memory as well, so it makes nothing for it. */
    private boolean fail(Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            change.signalAll();
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    private Decision decide() {
        Decision decision = Decision.nothing(execution);
        try {
            for (int i = 0; i < inputs.size() && !isAbandoned(); i++) {
                decision = decision.then(Decider.decide(decision.after(), inputs.get(i), from(decision, i)));
            }
            return decision;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // A bug costs this execution and no other; it is told in the execution's own error as well.
            log.error("deciding execution {} failed", execution.identity().executionId(), e);
            return decision.then(Decider.failed(decision.after(), Failures.internal(e), around));
        }
    }

    /** Runs evaluations for one input, knowing what the inputs before it have led to. */
    private Surroundings from(Decision before, int input) {
        return around.with((decided, key, evaluation) -> run(before.then(decided), input, key, evaluation));
    }

    private Optional<Evaluated> run(Decision decided, int input, NodeKey key, Supplier<Evaluated> evaluation) {
        boolean goOn = locked(() -> {
            sofar = decided;
            taking = input;
            evaluating = key;
            return !abandoned;
        });
        if (!goOn) {
            return Optional.empty();
        }
        Evaluated evaluated = evaluation.get();
        boolean detached = locked(() -> {
            evaluating = null;
            return abandoned;
        });
        if (detached) {
            whenDetached.accept(key, evaluated);
            return Optional.empty();
        }
        return Optional.of(evaluated);
    }

    /**
     * Waits for the decision.
     *
     * @param bound how long an evaluation may hold the loop up, counted from when the task got a thread
     * @throws Error what the decision's thread ran into, too little memory for one
     */
    Result await(Duration bound) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (result == null) {
                if (failure instanceof Error error) {
                    throw error;
                } else if (failure != null) {
                    throw new IllegalStateException(
                            "execution " + execution.identity().executionId() + " cannot be decided", failure);
                }
                long left = startedNanos + bound.toNanos() - System.nanoTime();
                if (!started) {
                    change.await();
                } else if (left > 0) {
                    change.await(left, TimeUnit.NANOSECONDS);
                } else if (evaluating != null && sofar != null) {
                    abandoned = true;
                    return new Result(
                            Decider.detached(sofar, evaluating, around),
                            inputs.subList(0, taking + 1),
                            untaken(),
                            Optional.of(evaluating));
                } else {
                    change.await(1, TimeUnit.MILLISECONDS); // between two evaluations: it will be done in a moment
                }
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the loop stopped waiting: the thread that runs this was replaced. */
    boolean isAbandoned() {
        return locked(() -> abandoned);
    }

    /** What is still to be decided once an evaluation was let go: the other inputs, and what else is ready. */
    private List<Input> untaken() {
        var untaken = new ArrayList<>(inputs.subList(taking + 1, inputs.size()));
        untaken.addFirst(new Input.Resumed());
        return untaken;
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private boolean locked(BooleanSupplier action) {
        lock.lock();
        try {
            return action.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
