package io.millrace.gateway.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.audit.Audit;
import io.millrace.gateway.log.EventLog;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.CatalogChange;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.stereotype.Component;

/**
 * Changes workflows. The log serialises: a change is published for the state that is known here, and reading it back
 * tells whether it came first. If not, it is taken away again and, unless the caller set a precondition, made anew.
 */
@Component
final class Publisher {
    /** Of several that race, each round one wins; so many rounds are lost only by bad luck among very many. */
    private static final int MAX_TRIES = 32;

    private final Definitions definitions;
    private final EventLog log;
    private final EventRecords records;
    private final Clock clock;
    private final Audit audit;

    Publisher(Definitions definitions, EventLog log, EventRecords records, Clock clock, Audit audit) {
        this.definitions = definitions;
        this.log = log;
        this.records = records;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * What a change led to.
     *
     * @param state the workflow after it
     * @param created whether there was none before
     */
    record Outcome(WorkflowState state, boolean created) {}

    /**
     * Changes a workflow of the caller's.
     *
     * @param decide the change for the workflow as it is, if any; it is empty for an unknown or a deleted one
     * @throws ProblemException if the precondition does not hold, the workflow is another owner's, or the log does not
     *     answer
     */
    Outcome change(
            String workflowId,
            Caller caller,
            Precondition precondition,
            BiFunction<Changes.Origin, Optional<WorkflowState>, Optional<Change>> decide) {
        for (int i = 0; i < MAX_TRIES; i++) {
            Optional<WorkflowState> known = definitions.catalog().find(workflowId);
            if (known.isPresent() && !known.get().ownerId().equals(caller.owner())) {
                throw taken();
            }
            if (!precondition.holds(known.filter(state -> !state.deleted()))) {
                throw Precondition.failed();
            }
            var origin = new Changes.Origin(
                    workflowId, caller, UUID.randomUUID(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            Optional<Change> change = decide.apply(origin, known);
            if (change.isEmpty()) {
                return new Outcome(known.orElseThrow(), false);
            }
            Optional<WorkflowState> after = publish(workflowId, change.get());
            if (after.isPresent()) {
                audit(change.get(), caller, after.get());
                return new Outcome(
                        after.get(), known.map(WorkflowState::deleted).orElse(true));
            }
            if (precondition.isPresent()) {
                throw Precondition.failed();
            }
        }
        throw new ProblemException(ProblemType.OVERLOADED, "too many change the workflow at once")
                .withHeader("Retry-After", "1");
    }

    /** The workflow after the change; empty if another change came first. */
    private Optional<WorkflowState> publish(String workflowId, Change change) {
        CatalogChange outcome = definitions.publish(records.definition(
                Topics.DEFINITIONS,
                change.key(),
                change.event(),
                change.publicationId(),
                workflowId,
                change.ownerId(),
                change.time()));
        return switch (outcome) {
            case CatalogChange.Applied(WorkflowState after) -> {
                bury(after.obsoleteKeys());
                yield Optional.of(after);
            }
            case CatalogChange.Ignored ignored -> {
                bury(List.of(change.key()));
                yield Optional.empty();
            }
            case CatalogChange.Tombstone tombstone ->
                throw new IllegalStateException("a change was taken for a tombstone: " + change.key());
        };
    }

    private void audit(Change change, Caller caller, WorkflowState after) {
        var details = new LinkedHashMap<String, Object>();
        details.put("revision", after.revision());
        details.put("version", after.latestVersion());
        details.put("liveVersion", after.liveVersion().orElse(null));
        audit.changed(change.action(), caller, after.workflowId(), details);
    }

    /** What is not buried now is buried after the workflow's next change. */
    private void bury(Collection<String> keys) {
        keys.forEach(key -> log.appendLater(new ProducerRecord<>(Topics.DEFINITIONS, key.getBytes(UTF_8), null)));
    }

    private static ProblemException taken() {
        return new ProblemException(
                ProblemType.WORKFLOW_ID_TAKEN, "workflow ids are global; please choose another one");
    }
}
