package io.millrace.worker.loop;

import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs in Kafka. */
final class KafkaLogs implements Logs {
    private static final Logger log = LoggerFactory.getLogger(KafkaLogs.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TransactionalWriter writer;
    private final Admin admin;
    private final TransactionFencer fencer;
    private final LogReader reader;

    KafkaLogs(
            KafkaConsumer<byte[], byte[]> consumer,
            TransactionalWriter writer,
            Admin admin,
            Map<String, Object> readerProperties,
            Clock clock) {
        this.consumer = consumer;
        this.writer = writer;
        this.admin = admin;
        this.fencer = new TransactionFencer(admin, clock);
        this.reader = new LogReader(readerProperties, fencer);
    }

    @Override
    public void join(ConsumerRebalanceListener listener) {
        consumer.subscribe(Set.of(Topics.TRIGGERS), listener);
    }

    @Override
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        try {
            return consumer.poll(atMost);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        consumer.resume(partitions);
    }

    @Override
    public long position(TopicPartition partition) {
        return consumer.position(partition);
    }

    @Override
    public OptionalLong lag(TopicPartition partition) {
        return consumer.currentLag(partition);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return consumer.committed(partitions, PATIENCE);
            } catch (TimeoutException e) {
                fencer.fenceGroup(consumer.groupMetadata().groupId());
                for (TopicPartition partition : partitions) {
                    fencer.fence(Takeover.events(partition.partition()));
                    fencer.fence(Takeover.checkpoints(partition.partition()));
                    fencer.fence(Takeover.keys(partition.partition()));
                }
            } catch (WakeupException e) {
                log.debug("woken while taking over; whatever woke us is looked at afterwards");
            }
        }
    }

    @Override
    public Map<TopicPartition, Long> starts(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        return offsets(partitions, OffsetSpec.earliest());
    }

    @Override
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        return offsets(partitions, OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        var asked = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        var offsets = new HashMap<TopicPartition, Long>();
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    @Override
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        reader.read(from, ends, records);
    }

    @Override
    public List<RecordMetadata> write(
            List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws TransactionalWriter.AbortedException {
        return writer.write(records, offsets, consumer.groupMetadata());
    }

    @Override
    public void close() {
        try {
            consumer.close();
        } finally {
            writer.close();
        }
    }
}
