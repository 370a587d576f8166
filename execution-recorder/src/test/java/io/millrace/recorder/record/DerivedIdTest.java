package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.id.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Two deliveries with one idempotency key can both be accepted; they have one id, but not one time. */
class DerivedIdTest {
    private static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-03-01T10:00:07Z");

    private final TestClock clock = new TestClock("2026-03-01T12:00:00Z");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingMetrics metrics = new RecordingMetrics(registry, clock);
    private final UUID id = derived(FIRST);
    private final Story story = Story.derived("ann", "orders", FIRST, id)
            .triggered(
                    Story.trigger("{\"n\":1}").setLabels(Map.of("of", "first")).build());
    private final Story repeat = Story.derived("ann", "orders", SECOND, id)
            .triggered(
                    Story.trigger("{\"n\":2}").setLabels(Map.of("of", "second")).build());
    private OwnDatabase database = new OwnDatabase(new JdbcTemplate(), new TransactionTemplate());

    @BeforeEach
    void makeTables() throws Exception {
        database = OwnDatabase.make();
    }

    @Test
    void aSecondTriggerIsNoSecondExecution() {
        written().stories(story);
        written().stories(repeat);
        written().records(story, story.started().finished("1").events());

        assertOnlyTheFirst();
    }

    @Test
    void norIsItInTheSameBatch() {
        written().stories(story, repeat);
        written().records(story, story.started().finished("1").events());

        assertOnlyTheFirst();
    }

    @Test
    void norAfterTheEventsWereReadBeforeBothTriggers() {
        story.started().finished("1");
        written().records(story, story.events());
        written().records(story, story.triggers());
        written().records(story, repeat.triggers());

        assertOnlyTheFirst();
    }

    @Test
    void norWithTheEventsInOneBatch() {
        story.started().finished("1");
        written()
                .records(
                        story,
                        Stream.of(repeat.triggers(), story.events(), story.triggers())
                                .flatMap(records -> records.stream())
                                .toList());

        assertOnlyTheFirst();
    }

    @Test
    void norAfterItWasDeleted() {
        written().stories(story);
        written().stories(story.deleted());
        written().stories(repeat);

        assertThat(database.count("workflow_executions")).isZero();
        assertThat(database.count("execution_labels")).isZero();
    }

    /**
     * A first trigger that went to the dead-letter topic is here as little as one that only the worker could not use.
     */
    @Test
    void eventsBelongToTheRowThatIsThere() {
        written().stories(repeat);
        written().records(story, story.started().completed("hook", "{}").events());
        written().records(story, story.finished("1").events());

        assertThat(database.jdbc()
                        .queryForMap("select status::text as status, trigger_data::text as data,"
                                + " (select count(*) from node_execution_results n"
                                + " where n.execution_id = e.id and n.created_at = e.created_at) as nodes"
                                + " from workflow_executions e"))
                .containsEntry("status", "success")
                .containsEntry("data", "{\"n\":2}")
                .containsEntry("nodes", 1L);
    }

    @Test
    void theSameKeyOnAnotherDayIsAnotherExecution() {
        Story later = Story.derived(
                        "ann", "orders", FIRST.plus(Duration.ofDays(1)), derived(FIRST.plus(Duration.ofDays(1))))
                .triggered("{}");
        written().stories(story);
        written().stories(later);

        assertThat(database.count("workflow_executions")).isEqualTo(2);
    }

    @Test
    void aTimeOnAnotherDayThanTheIdsIsUnusable() throws Exception {
        Story wrong = Story.derived("ann", "orders", FIRST.minus(Duration.ofDays(1)), id)
                .triggered("{}");
        var reader = new HistoryReader(time -> true);

        assertThat(reader.read(read(story))).isNotNull();
        assertThatThrownBy(() -> reader.read(read(wrong)))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessageContaining("was not created at");
    }

    private void assertOnlyTheFirst() {
        assertThat(database.jdbc()
                        .queryForMap("select created_at, status::text as status, trigger_data::text as data"
                                + " from workflow_executions"))
                .containsEntry("data", "{\"n\":1}")
                .containsEntry("status", "success")
                .extractingByKey("created_at")
                .hasToString(java.sql.Timestamp.from(FIRST).toString());
        assertThat(database.jdbc().queryForList("select value from execution_labels", String.class))
                .containsExactly("first");
        assertThat(registry.get("millrace.recorder.skipped")
                        .tag("reason", "repeated")
                        .counter()
                        .count())
                .isOne();
    }

    private Written written() {
        var partitions = new HistoryPartitions(database.jdbc(), database.transaction(), clock, Sinks.FOREVER);
        return new Written(Sinks.history(database.jdbc(), database.transaction(), partitions, metrics), database);
    }

    private static UUID derived(Instant createdAt) {
        byte[] hash = new byte[ExecutionId.HASH_BYTES];
        new Random(7).nextBytes(hash);
        return ExecutionId.derived(LocalDate.ofInstant(createdAt, ZoneOffset.UTC), 5, hash);
    }

    private static ConsumerRecord<byte[], byte[]> read(Story story) {
        ProducerRecord<byte[], byte[]> sent = story.records().getFirst();
        return new ConsumerRecord<>(sent.topic(), sent.partition(), 0, sent.key(), sent.value());
    }
}
