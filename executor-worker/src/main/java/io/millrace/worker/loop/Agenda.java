package io.millrace.worker.loop;

import io.millrace.worker.execution.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the executions of a partition are to take in, in the order in which they were first given something.
 *
 * <p>Some of it belongs into the transaction that it came out of: a child's beginning and its end, and that it is to
 * end. The rest may wait for the next one.
 */
final class Agenda {
    /**
     * Executions that still have to have their turn, from which on no more are begun: what comes last waits for all.
     */
    static final int MANY = 1_000;

    private Map<UUID, List<Input>> urgent = new LinkedHashMap<>();
    private Map<UUID, List<Input>> now = new LinkedHashMap<>();
    private Map<UUID, List<Input>> later = new LinkedHashMap<>();

    /** To be taken in as soon as possible. */
    void give(UUID executionId, Input input) {
        add(now, executionId, input);
    }

    /** To be taken in before this transaction is written. */
    void giveUrgently(UUID executionId, Input input) {
        add(urgent, executionId, input);
    }

    /** To be taken in when others have had their turn. */
    void giveLater(UUID executionId, Input input) {
        add(later, executionId, input);
    }

    /** What was put off is on from now on. */
    void turn() {
        var before = later;
        later = new LinkedHashMap<>();
        before.forEach((id, inputs) -> inputs.forEach(input -> give(id, input)));
    }

    boolean isEmpty() {
        return urgent.isEmpty() && now.isEmpty() && later.isEmpty();
    }

    /** How many executions are to take something in; one may count twice. */
    int size() {
        return urgent.size() + now.size() + later.size();
    }

    /** Whether the execution is to take anything in. */
    boolean has(UUID executionId) {
        return urgent.containsKey(executionId) || now.containsKey(executionId) || later.containsKey(executionId);
    }

    /** Takes what has to be in this transaction, of so many executions at most. */
    Map<UUID, List<Input>> takeUrgent(int executions) {
        var taken = new LinkedHashMap<UUID, List<Input>>();
        move(urgent, taken, executions);
        return taken;
    }

    /** Takes all that is on, of so many executions at most: first what is urgent, and of each what is urgent first. */
    Map<UUID, List<Input>> take(int executions) {
        var taken = takeUrgent(executions);
        if (urgent.isEmpty()) {
            move(now, taken, executions);
        }
        return taken;
    }

    private static void move(Map<UUID, List<Input>> from, Map<UUID, List<Input>> to, int executions) {
        var rest = from.entrySet().iterator();
        while (rest.hasNext() && to.size() < executions) {
            var next = rest.next();
            rest.remove();
            to.computeIfAbsent(next.getKey(), id -> new ArrayList<>()).addAll(next.getValue());
        }
    }

    private static void add(Map<UUID, List<Input>> to, UUID executionId, Input input) {
        to.computeIfAbsent(executionId, id -> new ArrayList<>()).add(input);
    }
}
