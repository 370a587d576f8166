package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what a worker would write of an execution. */
final class PlayedWorker implements AutoCloseable {
    private static final EventRecords RECORDS = new EventRecords("executor-worker");

    private final KafkaProducer<byte[], byte[]> producer;

    PlayedWorker(String bootstrapServers) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A node ended well. */
    void completes(TriggerReceived trigger, String nodeType, String iteration, String output) {
        write(NodeCompleted.newBuilder()
                .setContext(context(trigger, 1, ExecutionStatus.RUNNING))
                .setNodeId("some")
                .setNodeName("some")
                .setNodeType(nodeType)
                .setIteration(iteration)
                .setNodeStatus(NodeStatus.SUCCESS)
                .setOutputName("main")
                .setStartedAt(trigger.getContext().getTime())
                .setAttemptStartedAt(trigger.getContext().getTime())
                .setFinishedAt(trigger.getContext().getTime())
                .setOutput(Payload.of(output.getBytes(UTF_8)))
                .build());
    }

    /** The execution ended. */
    void finishes(TriggerReceived trigger, ExecutionStatus status, String output) {
        write(ExecutionFinished.newBuilder()
                .setContext(context(trigger, 2, status))
                .setStartedAt(trigger.getContext().getTime())
                .setOutput(Payload.of(output.getBytes(UTF_8)))
                .setFailedNodes(List.of())
                .setPath(List.of())
                .setSkipped(List.of())
                .setNodesExecuted(2)
                .build());
    }

    private void write(SpecificRecord event) {
        try {
            producer.send(RECORDS.numbered(Topics.EVENTS, event)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventContext context(TriggerReceived trigger, int sequence, ExecutionStatus status) {
        return EventContext.newBuilder(trigger.getContext())
                .setSequence(sequence)
                .setStatus(status)
                .build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
