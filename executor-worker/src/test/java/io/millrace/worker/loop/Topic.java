package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.DefinitionKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What is around a worker: writes as the gateway does, reads as those behind it do. */
final class Topic implements AutoCloseable {
    private static final EventRecords RECORDS = new EventRecords("trigger-gateway");

    private final Map<String, Object> kafka;
    private final SplittableRandom random = new SplittableRandom();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

    Topic(Map<String, Object> kafka) {
        this.kafka = kafka;
        try {
            TopicProvisioner.ensureWhenReachable(kafka, Topics.all(Topics.DEFAULT_PARTITIONS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        var properties = new HashMap<>(kafka);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var written = IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .boxed()
                .flatMap(partition -> Stream.of(
                        new TopicPartition(Topics.EVENTS, partition),
                        new TopicPartition(Topics.CHECKPOINTS, partition)));
        var letters = Stream.of(new TopicPartition(Topics.deadLetter("executor-worker"), 0));
        consumer.assign(Stream.concat(written, letters).toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    void publish(String workflowId, int version, String definition) {
        var publication = UUID.randomUUID();
        var published = WorkflowPublished.newBuilder()
                .setWorkflowId(workflowId)
                .setOwnerId("alice")
                .setRevision(version)
                .setPublicationId(publication)
                .setVersion(version)
                .setLiveVersion(version)
                .setName(workflowId)
                .setDefinition(Payload.of(definition.getBytes(UTF_8)))
                .setPublishedBy("alice")
                .setTime(Instant.now())
                .build();
        String key = DefinitionKeys.of(published);
        send(RECORDS.definition(Topics.DEFINITIONS, key, published, publication, workflowId, "alice", Instant.now()));
    }

    UUID trigger(String workflowId, int version, String nodeId, String body) {
        return trigger(workflowId, version, nodeId, body, random.nextInt(Topics.DEFAULT_PARTITIONS));
    }

    UUID trigger(String workflowId, int version, String nodeId, String body, int partition) {
        TriggerReceived trigger = received(workflowId, version, nodeId, body, partition);
        send(RECORDS.numbered(Topics.TRIGGERS, trigger));
        return trigger.getContext().getExecutionId();
    }

    /** A delivery with a key, accepted by a gateway whose day is so many days from today. */
    UUID deliver(String workflowId, String key, int daysFromToday) {
        byte[] body = "{}".getBytes(UTF_8);
        Idempotency idempotency = IdempotencyKeys.of(workflowId, "hook", TriggerKind.WEBHOOK, false, key, body);
        int partition = IdempotencyKeys.partition(idempotency, Topics.DEFAULT_PARTITIONS);
        Instant day = Instant.now().plus(Duration.ofDays(daysFromToday));
        UUID id = IdempotencyKeys.executionId(idempotency, day, partition);
        send(RECORDS.numbered(Topics.TRIGGERS, received(workflowId, 1, "hook", "{}", id, idempotency)));
        return id;
    }

    void triggerMany(int count, String workflowId, int version, String nodeId, String body, int partition) {
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(
                    RECORDS.numbered(Topics.TRIGGERS, received(workflowId, version, nodeId, body, partition))));
        }
        producer.flush();
        sent.forEach(Future::resultNow);
    }

    private TriggerReceived received(String workflowId, int version, String nodeId, String body, int partition) {
        UUID id = ExecutionId.create(Instant.now(), partition, random);
        return received(workflowId, version, nodeId, body, id, null);
    }

    private static TriggerReceived received(
            String workflowId, int version, String nodeId, String body, UUID id, @Nullable Idempotency idempotency) {
        Instant now =
                id.version() == 7 ? ExecutionId.createdAt(id) : Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return TriggerReceived.newBuilder()
                .setContext(EventContext.newBuilder()
                        .setExecutionId(id)
                        .setWorkflowId(workflowId)
                        .setWorkflowVersion(version)
                        .setOwnerId("alice")
                        .setCreatedAt(now)
                        .setTime(now)
                        .setSequence(0)
                        .setStatus(ExecutionStatus.QUEUED)
                        .build())
                .setTrigger(Trigger.newBuilder()
                        .setKind(TriggerKind.WEBHOOK)
                        .setNodeId(nodeId)
                        .setData(Payload.of(("{\"kind\":\"webhook\",\"body\":" + body + "}").getBytes(UTF_8)))
                        .setIdempotency(idempotency)
                        .build())
                .build();
    }

    void command(SpecificRecord command) {
        send(RECORDS.command(Topics.TRIGGERS, command, UUID.randomUUID()));
    }

    void cancel(UUID executionId, String workflowId, String ownerId) {
        command(CancelRequested.newBuilder()
                .setContext(command(executionId, workflowId, ownerId))
                .setRequestedBy("bob")
                .build());
    }

    void callBack(UUID executionId, String workflowId, String nodeId, String body) {
        command(CallbackReceived.newBuilder()
                .setContext(command(executionId, workflowId, "alice"))
                .setNodeId(nodeId)
                .setCallbackId(UUID.randomUUID())
                .setBody(Payload.of(body.getBytes(UTF_8)))
                .build());
    }

    ProducerRecord<byte[], byte[]> ownerDeleted(int partition, OwnerDeleted deleted) {
        return new ProducerRecord<>(
                Topics.TRIGGERS, partition, deleted.getOwnerId().getBytes(UTF_8), EventCodec.encode(deleted));
    }

    /** Waits until all triggers of a partition are done with. */
    void awaitWatermark(int partition) {
        var triggers = new TopicPartition(Topics.TRIGGERS, partition);
        await().untilAsserted(() -> assertThat(watermark(triggers))
                .isEqualTo(consumer.endOffsets(List.of(triggers)).get(triggers)));
    }

    private @Nullable Long watermark(TopicPartition triggers) {
        try (var admin = Admin.create(kafka)) {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets("executor-worker")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(triggers);
            return committed == null ? null : committed.offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CommandContext command(UUID executionId, String workflowId, String ownerId) {
        return CommandContext.newBuilder()
                .setExecutionId(executionId)
                .setWorkflowId(workflowId)
                .setOwnerId(ownerId)
                .setTime(Instant.now())
                .build();
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    List<SpecificRecord> events(UUID executionId) {
        poll();
        return read.stream()
                .filter(record -> record.topic().equals(Topics.EVENTS))
                .filter(record -> executionId.toString().equals(new String(record.key(), UTF_8)))
                .map(Topic::decoded)
                .toList();
    }

    List<Integer> sequences(UUID executionId) {
        return events(executionId).stream()
                .map(event -> EventRecords.context(event).getSequence())
                .toList();
    }

    /** Makes an execution's latest checkpoint one that says where it stands, but not what it holds. */
    void damageCheckpoint(UUID executionId) {
        await().until(() -> checkpoint(executionId).isPresent());
        ConsumerRecord<byte[], byte[]> latest = checkpoint(executionId).orElseThrow();
        send(new ProducerRecord<>(
                latest.topic(), latest.partition(), latest.key(), "nonsense".getBytes(UTF_8), latest.headers()));
    }

    private Optional<ConsumerRecord<byte[], byte[]>> checkpoint(UUID executionId) {
        poll();
        return read.stream()
                .filter(record -> record.topic().equals(Topics.CHECKPOINTS))
                .filter(record -> executionId.toString().equals(new String(record.key(), UTF_8)))
                .reduce((earlier, later) -> later);
    }

    List<String> deadLetterHeaders(String name) {
        poll();
        return read.stream()
                .filter(record -> record.topic().equals(Topics.deadLetter("executor-worker")))
                .map(record -> new String(record.headers().lastHeader(name).value(), UTF_8))
                .toList();
    }

    /** All events of a type so far. */
    <T extends SpecificRecord> List<T> all(Class<T> type) {
        poll();
        return read.stream()
                .filter(record -> record.topic().equals(Topics.EVENTS))
                .map(Topic::decoded)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The ids of the executions that carry the trigger of this one as parent. */
    List<UUID> children(UUID parent) {
        poll();
        return read.stream()
                .filter(record -> record.topic().equals(Topics.EVENTS))
                .map(Topic::decoded)
                .filter(event -> event instanceof ExecutionStarted started
                        && started.getTrigger()
                                .flatMap(Trigger::getParent)
                                .filter(link -> link.getExecutionId().equals(parent))
                                .isPresent())
                .map(event -> EventRecords.context(event).getExecutionId())
                .toList();
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(50)).forEach(read::add);
    }

    private static SpecificRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventCodec.decode(record.value());
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
