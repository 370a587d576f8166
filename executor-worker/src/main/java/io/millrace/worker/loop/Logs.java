package io.millrace.worker.loop;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The logs as a member of the workers' group reads and writes them. For one thread, but for {@link #wakeup}. */
interface Logs extends AutoCloseable {
    /** Becomes a member: from the next poll on it hears what it owns. */
    void join(ConsumerRebalanceListener listener);

    /** Reads on in the partitions that are owned and not paused; nothing if it is woken. */
    Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration atMost);

    /** Ends a poll that waits, or the next one; from any thread. */
    void wakeup();

    void seek(TopicPartition partition, long offset);

    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    /** The offset of the next record that a poll returns. */
    long position(TopicPartition partition);

    /** How many records of the partition are known and not returned yet. */
    OptionalLong lag(TopicPartition partition);

    /**
     * What the group committed last; waits for commits under way, and ends transactions that a lost member left open.
     */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException;

    Map<TopicPartition, Long> starts(Set<TopicPartition> partitions) throws InterruptedException, ExecutionException;

    /** The ends, those of open transactions included. */
    Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) throws InterruptedException, ExecutionException;

    /** Reads what is committed in partitions, from offsets to offsets; waits until all of it is decided. */
    void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException;

    /**
     * Writes all or nothing, in the name of the member as it is now.
     *
     * @return where the records are, in their order
     * @throws TransactionalWriter.AbortedException if nothing was written and the member can go on
     * @throws org.apache.kafka.common.KafkaException if it cannot, or nobody knows whether something was written
     */
    List<RecordMetadata> write(
            List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws TransactionalWriter.AbortedException;

    @Override
    void close();
}
