package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.ScheduleFired;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Placement;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Start;
import io.millrace.worker.execution.TriggerData;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Starts executions when their time has come, on the one partition that keeps a workflow's schedules. That a time was
 * served is written with the execution's first event, so each is served exactly once.
 */
final class Schedules {
    private static final EventRecords RECORDS = new EventRecords("executor-worker");
    private static final int AT_A_TIME = 100;

    private final Definitions definitions;
    private final Beginnings beginnings;
    private final int partitions;
    private final RandomGenerator random;

    /** @param partitions of the {@code execution.*} topics */
    Schedules(Definitions definitions, Beginnings beginnings, int partitions, RandomGenerator random) {
        this.definitions = definitions;
        this.beginnings = beginnings;
        this.partitions = partitions;
        this.random = random;
    }

    /** Starts what is due on the partition. */
    void fire(Partition partition, Batch batch, Instant now) {
        if (partition.isNews(definitions.position())) {
            partition.schedules.set(definitions.scheduled().stream()
                    .filter(one -> Placement.ofWorkflow(one.workflowId(), partitions) == partition.number)
                    .toList());
        }
        // What was missed for long must not pile up before it is run.
        int atMost = partition.agenda.size() < Agenda.MANY ? AT_A_TIME : 1;
        for (ScheduleBook.Due due : partition.schedules.takeDue(now, atMost)) {
            start(due, partition, batch, now);
        }
    }

    private void start(ScheduleBook.Due due, Partition partition, Batch batch, Instant now) {
        Scheduled scheduled = due.scheduled();
        UUID id = ExecutionId.create(now, partition.number, random);
        var identity = new Identity(id, scheduled.workflowId(), scheduled.version(), scheduled.ownerId(), now, false);
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.SCHEDULE)
                .setNodeId(scheduled.nodeId())
                .setLabels(scheduled.plan().workflow().settings().labels())
                .setData(TriggerData.of("schedule", Json.object(Map.of("dueAt", Json.of(due.at()))))
                        .buffer())
                .build();
        partition.ledger.hold(id, now);
        beginnings.accept(Start.inside(identity, scheduled.plan(), trigger), partition, partition.agenda::giveUrgently);
        batch.writeServed(partition, fired(due, id, partition.number, now));
    }

    private static ProducerRecord<byte[], byte[]> fired(ScheduleBook.Due due, UUID id, int partition, Instant now) {
        Scheduled scheduled = due.scheduled();
        var fired = ScheduleFired.newBuilder()
                .setWorkflowId(scheduled.workflowId())
                .setNodeId(scheduled.nodeId())
                .setOwnerId(scheduled.ownerId())
                .setDueAt(due.at())
                .setTime(now)
                .setExecutionId(id)
                .build();
        var record = RECORDS.definition(
                Topics.CHECKPOINTS, scheduled.key(), fired, id, scheduled.workflowId(), scheduled.ownerId(), now);
        return new ProducerRecord<>(
                record.topic(), partition, scheduled.key().getBytes(UTF_8), record.value(), record.headers());
    }
}
