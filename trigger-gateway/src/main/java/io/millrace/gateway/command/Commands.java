package io.millrace.gateway.command;

import io.millrace.gateway.log.EventLog;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.Topics;
import io.millrace.web.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.stereotype.Component;

/** Appends what is asked of an execution to the triggers, where its owner reads it. */
@Component
public final class Commands {
    private final EventLog log;
    private final EventRecords records;
    private final Clock clock;

    Commands(EventLog log, EventRecords records, Clock clock) {
        this.log = log;
        this.records = records;
        this.clock = clock;
    }

    /**
     * The context of a command that is asked now.
     *
     * @throws ProblemException {@code not-found} if no execution can have this id
     */
    public CommandContext context(UUID executionId, String workflowId, String ownerId) {
        if (!ExecutionId.isExecutionId(executionId)
                || ExecutionId.partitionOf(executionId) >= log.partitions(Topics.TRIGGERS)) {
            throw ProblemException.notFound("there is no execution '" + executionId + "'");
        }
        return new CommandContext(
                executionId, workflowId, ownerId, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Returns once Kafka has acknowledged the command.
     *
     * @param id tells the record from others
     * @throws ProblemException if it is too large for a record, or the log does not acknowledge in time
     */
    public void append(SpecificRecord command, UUID id) {
        ProducerRecord<byte[], byte[]> record = records.command(Topics.TRIGGERS, command, id);
        if (record.value().length > Topics.MAX_RECORD_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "with its body the record takes %d bytes, more than %d"
                            .formatted(record.value().length, Topics.MAX_RECORD_BYTES));
        }
        log.append(record);
    }
}
