package io.millrace.recorder.fold;

import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.TriggerReceived;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** The fold of a batch of records of the triggers and of the events, each row at most once. For one thread. */
public final class History {
    private final Map<UUID, ExecutionChange> executions = new HashMap<>();
    private final Map<NodeChange.Key, NodeChange> nodes = new HashMap<>();
    private final List<LogEntry> logs = new ArrayList<>();
    private final List<ExecutionDeleted> deletions = new ArrayList<>();
    private final List<OwnerDeleted> ownerDeletions = new ArrayList<>();

    /** Takes the next record; false if it is of a type that does not belong here. */
    public boolean add(SpecificRecord event) {
        switch (event) {
            case TriggerReceived e -> merge(ExecutionChange.triggered(e.getContext(), e.getTrigger()));
            case ExecutionQueued e ->
                merge(ExecutionChange.triggered(e.getContext(), e.getTrigger().orElse(null)));
            case ExecutionStarted e ->
                merge(ExecutionChange.started(e.getContext(), e.getTrigger().orElse(null)));
            case NodeStarted e -> merge(e.getContext(), NodeChange.of(e));
            case NodeAttemptFailed e -> merge(e.getContext(), NodeChange.of(e));
            case NodeWaiting e -> merge(e.getContext(), NodeChange.of(e));
            case NodeCompleted e -> merge(e.getContext(), NodeChange.of(e));
            case CallbackKept e -> merge(ExecutionChange.of(e.getContext()));
            case LogsEmitted e -> {
                merge(ExecutionChange.of(e.getContext()));
                LogEntry.of(e).forEach(logs::add);
            }
            case ExecutionFinished e -> {
                merge(ExecutionChange.finished(e));
                e.getSkipped().forEach(nodeId -> merge(NodeChange.skipped(e, nodeId)));
            }
            case ExecutionDeleted e -> deletions.add(e);
            case OwnerDeleted e -> ownerDeletions.add(e);
            case CancelRequested e -> {} // what comes of it, the worker's events tell
            case CallbackReceived e -> {} // likewise
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Takes out whatever belongs to executions of which the predicate holds. */
    public void removeIf(Predicate<EventContext> gone) {
        executions.values().removeIf(change -> gone.test(change.context()));
        nodes.values().removeIf(change -> gone.test(change.context()));
        logs.removeIf(entry -> gone.test(entry.context()));
    }

    public Collection<ExecutionChange> executions() {
        return Collections.unmodifiableCollection(executions.values());
    }

    public Collection<NodeChange> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    public List<LogEntry> logs() {
        return Collections.unmodifiableList(logs);
    }

    /** Executions to delete, where workflow and owner are the execution's own. */
    public List<ExecutionDeleted> deletions() {
        return Collections.unmodifiableList(deletions);
    }

    /** Owners all of whose executions until then are to be deleted. */
    public List<OwnerDeleted> ownerDeletions() {
        return Collections.unmodifiableList(ownerDeletions);
    }

    private void merge(ExecutionChange change) {
        executions.merge(change.context().getExecutionId(), change, ExecutionChange::merge);
    }

    private void merge(EventContext context, NodeChange change) {
        merge(ExecutionChange.of(context));
        merge(change);
    }

    private void merge(NodeChange change) {
        nodes.merge(change.key(), change, NodeChange::merge);
    }
}
