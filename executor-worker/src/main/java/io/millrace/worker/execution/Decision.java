package io.millrace.worker.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is to happen next to an execution: a value that has no effect until somebody carries it out.
 *
 * @param after the state once the events are durable
 * @param events to write, in order
 * @param runs slow nodes to start once the events are durable
 * @param interrupts runs that nobody waits for any more
 */
public record Decision(Execution after, List<SpecificRecord> events, List<NodeRun> runs, Set<NodeKey> interrupts) {
    public Decision {
        events = List.copyOf(events);
        runs = List.copyOf(runs);
        interrupts = Set.copyOf(interrupts);
    }

    /** Nothing happens. */
    public static Decision nothing(Execution execution) {
        return new Decision(execution, List.of(), List.of(), Set.of());
    }

    /** This decision and one that was made from the state that it leads to. */
    public Decision then(Decision next) {
        var allEvents = new ArrayList<>(events);
        allEvents.addAll(next.events);
        var allRuns = new ArrayList<>(runs);
        allRuns.removeIf(run -> next.interrupts.contains(run.key()));
        allRuns.addAll(next.runs);
        var allInterrupts = new HashSet<>(interrupts);
        allInterrupts.addAll(next.interrupts);
        return new Decision(next.after, allEvents, allRuns, allInterrupts);
    }
}
