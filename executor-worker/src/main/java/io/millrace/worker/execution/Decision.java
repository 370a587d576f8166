package io.millrace.worker.execution;

import io.millrace.schemas.event.Parent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is to happen next to an execution: a value that has no effect until somebody carries it out.
 *
 * @param after the state once the events are durable
 * @param events to write, in order
 * @param runs slow nodes to start once the events are durable
 * @param interrupts runs that nobody waits for any more
 * @param children executions to begin, their first events in the same transaction
 * @param cancels executions that were started and are to be cancelled now
 * @param more whether there is more to decide, which was put off to keep the decision small
 */
public record Decision(
        Execution after,
        List<SpecificRecord> events,
        List<NodeRun> runs,
        Set<NodeKey> interrupts,
        List<Start> children,
        Set<UUID> cancels,
        boolean more) {
    public Decision {
        events = List.copyOf(events);
        runs = List.copyOf(runs);
        interrupts = Set.copyOf(interrupts);
        children = List.copyOf(children);
        cancels = Set.copyOf(cancels);
    }

    /** Nothing happens. */
    public static Decision nothing(Execution execution) {
        return of(execution, List.of());
    }

    static Decision of(Execution after, List<SpecificRecord> events) {
        return new Decision(after, events, List.of(), Set.of(), List.of(), Set.of(), false);
    }

    /** This decision and one that was made from the state that it leads to. */
    public Decision then(Decision next) {
        var allRuns = new ArrayList<>(runs);
        allRuns.removeIf(run -> next.interrupts.contains(run.key()));
        allRuns.addAll(next.runs);
        return new Decision(
                next.after,
                joined(events, next.events),
                allRuns,
                joined(interrupts, next.interrupts),
                joined(children, next.children),
                joined(cancels, next.cancels),
                next.more);
    }

    /** What the execution that started this one, if there is one, has to be told because this one has ended. */
    public Optional<ParentInput> forParent() {
        if (!after.isFinished() || events.isEmpty()) {
            return Optional.empty();
        }
        return after.start().trigger().getParent().map(parent -> ParentInput.of(parent, this));
    }

    /** An input for another execution. */
    public record ParentInput(UUID executionId, Input.ChildEnded input) {
        private static ParentInput of(Parent parent, Decision end) {
            return new ParentInput(
                    parent.getExecutionId(),
                    new Input.ChildEnded(
                            new NodeKey(parent.getNodeId(), parent.getIteration()),
                            end.after().identity().executionId(),
                            Children.outcome(end)));
        }
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static <T> Set<T> joined(Set<T> one, Set<T> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
