package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With Kafka's own stand-in for a consumer, in which what a poll returns is known to the record. */
class GatheringTest {
    private static final TopicPartition TRIGGERS = new TopicPartition(Topics.TRIGGERS, 0);
    private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Assignment assignment =
            new Assignment(consumer, new RecordingMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));
    private final Gathering gathering = new Gathering(consumer, assignment, 10, this::later);
    private long now;

    @BeforeEach
    void assign() {
        consumer.assign(List.of(TRIGGERS, EVENTS));
        assignment.position(Map.of(TRIGGERS, 0L, EVENTS, 0L));
    }

    @Test
    void whatIsThereComesAtOnce() {
        add(TRIGGERS, 0, 1_000);
        add(EVENTS, 0, 1_010);
        assertThat(gathering.next()).hasSize(2);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void enoughIsEnough() {
        consumer.setMaxPollRecords(4);
        for (int i = 0; i < 30; i++) {
            add(TRIGGERS, i, 1_000);
        }
        assertThat(gathering.next()).hasSize(12);
        assertThat(gathering.next()).hasSize(12);
        assertThat(gathering.next()).hasSize(6);
        assertThat(gathering.next()).isEmpty();
    }

    @Test
    void triggersWaitForEventsThatAreThere() {
        consumer.updateEndOffsets(Map.of(EVENTS, 5L));
        add(TRIGGERS, 0, 10_000);
        assertThat(gathering.next()).isEmpty();
        assertThat(gathering.isEmpty()).isFalse();

        add(TRIGGERS, 1, 10_500);
        add(EVENTS, 0, 9_000);
        assertThat(gathering.next()).extracting(ConsumerRecord::topic).containsExactly(Topics.EVENTS);
        assertThat(consumer.paused()).containsExactly(TRIGGERS);

        add(EVENTS, 1, 10_000);
        assertThat(gathering.next())
                .extracting(ConsumerRecord::topic)
                .containsExactlyInAnyOrder(Topics.EVENTS, Topics.TRIGGERS);
        add(EVENTS, 2, 10_600);
        assertThat(gathering.next())
                .extracting(ConsumerRecord::topic)
                .containsExactlyInAnyOrder(Topics.EVENTS, Topics.TRIGGERS);
        assertThat(gathering.isEmpty()).isTrue();
    }

    @Test
    void triggersDoNotWaitForEventsThatAreNot() {
        consumer.updateEndOffsets(Map.of(EVENTS, 0L));
        add(TRIGGERS, 0, 10_000);
        assertThat(gathering.next()).hasSize(1);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void eventsWaitForTriggersThatAreThere() {
        consumer.updateEndOffsets(Map.of(TRIGGERS, 5L));
        add(EVENTS, 0, 10_000);
        assertThat(gathering.next()).isEmpty();
        add(TRIGGERS, 0, 10_000);
        assertThat(gathering.next()).hasSize(2);
    }

    @Test
    void butNotWhereNobodyKnowsWhichTheyAre() {
        consumer.updateEndOffsets(Map.of(TRIGGERS, 5L));
        add(EVENTS, 0, 10_000, ExecutionId.derived(LocalDate.EPOCH, 0, new byte[ExecutionId.HASH_BYTES]));
        assertThat(gathering.next()).hasSize(1);
    }

    @Test
    void underLoadTheyWaitALittleForThem() {
        var much = new Gathering(consumer, assignment, 1_000, this::later);
        consumer.updateEndOffsets(Map.of(EVENTS, 200L));
        for (int i = 0; i < 200; i++) {
            add(EVENTS, i, 9_000);
        }
        assertThat(much.next()).hasSize(200);
        add(TRIGGERS, 0, 10_000);
        add(TRIGGERS, 1, 10_001);
        assertThat(much.next()).isEmpty();
        consumer.updateEndOffsets(Map.of(EVENTS, 201L));
        add(EVENTS, 200, 10_000);
        assertThat(much.next()).extracting(ConsumerRecord::offset).containsExactlyInAnyOrder(200L, 0L);
        // No event comes for the other.
        List<ConsumerRecord<byte[], byte[]>> last = much.next();
        while (last.isEmpty()) {
            last = much.next();
        }
        assertThat(last).extracting(ConsumerRecord::offset).containsExactly(1L);
    }

    @Test
    void whatIsKeptBackOfPartitionsThatWentIsForgotten() {
        consumer.updateEndOffsets(Map.of(EVENTS, 5L));
        add(TRIGGERS, 0, 10_000);
        assertThat(gathering.next()).isEmpty();
        assignment.unposition();
        assignment.position(Map.of(TRIGGERS, 0L, EVENTS, 0L));
        consumer.updateEndOffsets(Map.of(EVENTS, 0L));
        assertThat(gathering.next()).isEmpty();
        assertThat(gathering.isEmpty()).isTrue();
    }

    @Test
    void whatWasReadOfPartitionsThatWentIsForgotten() {
        consumer.schedulePollTask(() -> add(TRIGGERS, 0, 1_000));
        consumer.schedulePollTask(assignment::unposition);
        assertThat(gathering.next()).isEmpty();
        assertThat(assignment.positioned()).isFalse();
    }

    /** A millisecond passes whenever somebody looks. */
    private long later() {
        now += 1_000_000;
        return now;
    }

    /** @param time when the execution was created; events come much later, as they do where workers are behind */
    private void add(TopicPartition partition, long offset, long time) {
        add(partition, offset, time, ExecutionId.create(Instant.ofEpochMilli(time), 0, new SplittableRandom(offset)));
    }

    private void add(TopicPartition partition, long offset, long time, UUID id) {
        byte[] key = id.toString().getBytes(UTF_8);
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                partition.equals(EVENTS) ? time + 60_000 : time,
                TimestampType.CREATE_TIME,
                key.length,
                0,
                key,
                new byte[0],
                new RecordHeaders(),
                Optional.empty()));
    }
}
