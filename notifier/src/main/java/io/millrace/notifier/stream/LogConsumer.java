package io.millrace.notifier.stream;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka consumer without a group that speaks in lanes and positions. Belongs to one thread. */
final class LogConsumer implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DeadLetterBox deadLetters;
    private final Repeats repeats;

    /**
     * What one poll gave.
     *
     * @param reached by lane, the offset below which all has been read
     */
    record Polled(ConsumerRecords<byte[], byte[]> records, Map<Integer, Long> reached) {}

    LogConsumer(Map<String, Object> kafkaProperties, String clientId, DeadLetterBox deadLetters, Repeats repeats) {
        this.deadLetters = deadLetters;
        this.repeats = repeats;
        var properties = new HashMap<>(kafkaProperties);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topics.FETCH_BYTES);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Starting anywhere but where we say would be a silent gap.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The lanes that there are now. */
    Lanes lanes() {
        return new Lanes(
                consumer.partitionsFor(Topics.TRIGGERS, ANSWER).size(),
                consumer.partitionsFor(Topics.EVENTS, ANSWER).size());
    }

    void assign(Collection<Integer> chosen, Position from) {
        Lanes lanes = from.lanes();
        consumer.assign(chosen.stream().map(lanes::partition).toList());
        chosen.forEach(lane -> consumer.seek(lanes.partition(lane), from.next(lane)));
    }

    Polled poll(Lanes lanes, Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        var reached = new HashMap<Integer, Long>();
        records.nextOffsets().forEach((partition, next) -> reached.put(lanes.of(partition), next.offset()));
        return new Polled(records, reached);
    }

    /** How far a lane has been read, past what is invisible too. */
    long position(TopicPartition partition) {
        return consumer.position(partition, ANSWER);
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions, ANSWER);
    }

    /** Where the lanes begin and end; assigns them. */
    History.Bounds bounds(String epoch, Lanes lanes) {
        consumer.assign(lanes.partitions());
        return new History.Bounds(
                position(epoch, lanes, consumer.beginningOffsets(lanes.partitions(), ANSWER)),
                position(epoch, lanes, ends(lanes.partitions())));
    }

    /** Where the lanes were at a time, but no more records of a lane before the end than said. */
    Position at(Instant time, long records, History.Bounds bounds) {
        Lanes lanes = bounds.end().lanes();
        var times = lanes.partitions().stream().collect(toMap(identity(), partition -> time.toEpochMilli()));
        var found = consumer.offsetsForTimes(times, ANSWER);
        var next = new long[lanes.count()];
        for (int lane = 0; lane < next.length; lane++) {
            OffsetAndTimestamp at = found.get(lanes.partition(lane));
            long end = bounds.end().next(lane);
            long least = Math.max(bounds.begin().next(lane), end - records);
            next[lane] = at == null ? end : Math.clamp(at.offset(), least, end);
        }
        return new Position(bounds.end().epoch(), lanes, next);
    }

    private static Position position(String epoch, Lanes lanes, Map<TopicPartition, Long> offsets) {
        var next = new long[lanes.count()];
        offsets.forEach((partition, offset) -> next[lanes.of(partition)] = offset);
        return new Position(epoch, lanes, next);
    }

    void pause(List<TopicPartition> partitions) {
        consumer.pause(partitions);
    }

    void resume(List<TopicPartition> partitions) {
        consumer.resume(partitions);
    }

    /** The records of a poll that somebody may be told of. */
    List<StreamRecord> shown(Polled polled, Lanes lanes, Collection<TopicPartition> partitions) {
        var shown = new ArrayList<StreamRecord>();
        for (TopicPartition partition : partitions) {
            for (var record : polled.records().records(partition)) {
                StreamRecord.of(lanes.of(partition), record, deadLetters)
                        .filter(known -> !repeats.isRepeat(known))
                        .ifPresent(shown::add);
            }
        }
        return shown;
    }

    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
