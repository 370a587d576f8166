package io.millrace.gateway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.idempotency.TakenKeys;
import io.millrace.gateway.log.EventLog;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Placement;
import io.millrace.web.ProblemException;
import io.millrace.web.WebSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.stereotype.Component;

/** Accepts triggers: once the first record of an execution is in the log, the execution exists. */
@Component
public final class Triggers {
    private final EventLog log;
    private final EventRecords records;
    private final TakenKeys keys;
    private final Clock clock;
    private final int partitions;
    private final Spread spread;

    Triggers(EventLog log, EventRecords records, TakenKeys keys, Clock clock, WebSettings settings) {
        this.log = log;
        this.records = records;
        this.keys = keys;
        this.clock = clock;
        this.partitions = settings.topics().partitions();
        this.spread = new Spread(partitions);
    }

    /**
     * The new execution's id, once Kafka has acknowledged its trigger; or the earlier one's, if it is known that the
     * same delivery was accepted before.
     *
     * @throws ProblemException if the trigger is too large for a record, or the log does not acknowledge in time
     */
    public UUID accept(TriggerRequest request) {
        return accept(request, _ -> {});
    }

    /**
     * The same.
     *
     * @param announce is told the execution's id before anything of it is in the log
     */
    UUID accept(TriggerRequest request, Consumer<UUID> announce) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return holder(request, now).orElseGet(() -> append(request, announce, now));
    }

    /**
     * The execution that the same delivery was accepted as before, as far as that is known here.
     *
     * @throws ProblemException if its key came with another body
     */
    Optional<UUID> earlier(TriggerRequest request) {
        return holder(request, clock.instant());
    }

    private Optional<UUID> holder(TriggerRequest request, Instant now) {
        return request.idempotency().flatMap(delivery -> keys.holder(delivery, now));
    }

    private UUID append(TriggerRequest request, Consumer<UUID> announce, Instant now) {
        UUID executionId = executionId(request, now);
        ProducerRecord<byte[], byte[]> record = records.numbered(Topics.TRIGGERS, event(request, executionId, now));
        request.traceparent()
                .ifPresent(context -> record.headers().add(EventHeaders.TRACEPARENT, context.getBytes(UTF_8)));
        // What a rerun takes over is an execution's state.
        int bound = request.rerunOf().isPresent() ? Topics.MAX_STATE_BYTES : Topics.MAX_RECORD_BYTES;
        if (record.value().length > bound) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "the trigger with all that it carries takes %d bytes, more than %d"
                            .formatted(record.value().length, bound));
        }
        announce.accept(executionId);
        log.append(record);
        return executionId;
    }

    private UUID executionId(TriggerRequest request, Instant now) {
        return request.idempotency()
                .map(delivery -> IdempotencyKeys.executionId(delivery, now, partition(request)))
                .orElseGet(() -> ExecutionId.create(now, partition(request), ThreadLocalRandom.current()));
    }

    private int partition(TriggerRequest request) {
        if (Placement.staysTogether(request.version().workflow())) {
            return Placement.ofWorkflow(request.workflow().workflowId(), partitions);
        }
        return request.idempotency()
                .map(delivery -> IdempotencyKeys.partition(delivery, partitions))
                .orElseGet(spread::partition);
    }

    private static TriggerReceived event(TriggerRequest request, UUID executionId, Instant now) {
        var context = EventContext.newBuilder()
                .setExecutionId(executionId)
                .setWorkflowId(request.workflow().workflowId())
                .setWorkflowVersion(request.version().number())
                .setOwnerId(request.workflow().ownerId())
                .setCreatedAt(now)
                .setTime(now)
                .setSequence(0)
                .setStatus(ExecutionStatus.QUEUED)
                .setTest(request.test())
                .build();
        var trigger = Trigger.newBuilder()
                .setKind(request.kind())
                .setNodeId(request.nodeId())
                .setStartedBy(request.startedBy().orElse(null))
                .setLabels(Labels.merged(request.version().workflow().settings().labels(), request.labels()))
                .setData(request.data())
                .setRerunOf(request.rerunOf().orElse(null))
                .setIdempotency(request.idempotency().orElse(null))
                .build();
        return new TriggerReceived(context, trigger);
    }
}
