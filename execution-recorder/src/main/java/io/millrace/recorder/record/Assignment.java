package io.millrace.recorder.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions a loop has and how far each is folded. With every rebalance all of it begins anew: the table alone
 * says where to read on. Only the loop's thread uses it.
 */
final class Assignment implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final RecordingMetrics metrics;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private boolean positioned = true;
    private int generation;

    Assignment(Consumer<byte[], byte[]> consumer, RecordingMetrics metrics) {
        this.consumer = consumer;
        this.metrics = metrics;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Nothing is fetched before the table was asked; a position keeps the consumer from asking the group for one.
        partitions.forEach(partition -> consumer.seek(partition, 0));
        unposition();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(metrics::forget);
        unposition();
    }

    /** Stops fetching until the table has been asked again. */
    void unposition() {
        generation++;
        positioned = false;
        next.clear();
        consumer.pause(consumer.assignment());
    }

    /** Goes on reading from there. */
    void position(Map<TopicPartition, Long> offsets) {
        next.putAll(offsets);
        offsets.forEach(consumer::seek);
        positioned = true;
        consumer.resume(consumer.assignment());
    }

    boolean positioned() {
        return positioned;
    }

    /** Changes whenever what was read before must no longer be written. */
    int generation() {
        return generation;
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(consumer.assignment());
    }

    long next(TopicPartition partition) {
        return next.getOrDefault(partition, 0L);
    }

    /**
     * The moves of a transaction that folds these records. A partition's number is held in all topics, also where only
     * one of them has records: so whoever writes of an execution has all its records, and nobody else writes of it.
     */
    List<Move> moves(List<? extends ConsumerRecord<?, ?>> records) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        records.forEach(
                record -> ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1));
        return moves(ends);
    }

    /** The moves to the positions that the consumer has reached without finding more records: past commit markers. */
    List<Move> movesToPositions() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        next.forEach((partition, offset) -> {
            long position = consumer.position(partition);
            if (position > offset) {
                ends.put(partition, position);
            }
        });
        return moves(ends);
    }

    private List<Move> moves(Map<TopicPartition, Long> ends) {
        Set<Integer> numbers =
                ends.keySet().stream().map(TopicPartition::partition).collect(Collectors.toSet());
        var moves = new ArrayList<Move>();
        var inOrder = new TreeMap<String, Move>();
        next.forEach((partition, offset) -> {
            if (numbers.contains(partition.partition())) {
                inOrder.put(partition.toString(), new Move(partition, offset, ends.getOrDefault(partition, offset)));
            }
        });
        moves.addAll(inOrder.values());
        return moves;
    }

    /** The moves were committed. */
    void moved(List<Move> moves) {
        moves.forEach(move -> next.put(move.partition(), move.next()));
    }
}
