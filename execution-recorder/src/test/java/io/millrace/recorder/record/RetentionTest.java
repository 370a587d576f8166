package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.recorder.database.SqlErrors;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.OwnerDeleted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

class RetentionTest {
    private static final Duration RETENTION = Duration.ofDays(10);
    private static final Instant DAY = Instant.parse("2026-03-01T10:00:00Z");

    private final TestClock clock = new TestClock("2026-03-01T12:00:00Z");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingMetrics metrics = new RecordingMetrics(registry, clock);
    private OwnDatabase database = new OwnDatabase(new JdbcTemplate(), new TransactionTemplate());

    @BeforeEach
    void makeTables() throws Exception {
        database = OwnDatabase.make();
    }

    @Test
    void aPeriodGoesAsAWholeOnceItsLastMomentIsOldEnough() {
        HistoryPartitions partitions = partitions();
        Story old = finished(DAY);
        Story next = finished(DAY.plus(Duration.ofDays(1)));
        Story deleted = finished(DAY).deleted();
        written(partitions).stories(old, deleted);
        clock.advance(Duration.ofDays(1));
        written(partitions).stories(next);

        clock.advance(Duration.ofHours(9 * 24 + 11));
        retention(partitions).apply();
        assertThat(database.count("workflow_executions"))
                .as("an hour too early")
                .isEqualTo(2);

        clock.advance(Duration.ofHours(1));
        retention(partitions).apply();

        assertThat(database.count("workflow_executions")).isOne();
        assertThat(database.count("workflow_executions where id = ?", next.id()))
                .isOne();
        assertThat(Partition.all(database.jdbc())).hasSize(Partition.TABLES.size());
        assertThat(database.count("deleted_executions")).isZero();
        assertThat(registry.get("millrace.recorder.partitions.dropped")
                        .counter()
                        .count())
                .isOne();
        assertThat(registry.get("millrace.recorder.partitions").gauge().value()).isOne();
    }

    @Test
    void nothingGoesWithAnUnfinishedExecution() {
        HistoryPartitions partitions = partitions();
        Story runs = Story.of("ann", "orders", DAY, RandomGenerator.getDefault())
                .triggered("{}")
                .started();
        written(partitions).stories(finished(DAY));
        written(partitions).stories(runs);
        clock.advance(Duration.ofDays(20));

        retention(partitions).apply();
        assertThat(database.count("workflow_executions")).isEqualTo(2);
        assertThat(registry.get("millrace.recorder.partitions.overdue").gauge().value())
                .isOne();

        // It is recorded to its end, whatever its age, and then goes with the rest.
        Story end = runs.completed("late", "{}").finished("1");
        written(partitions).records(end, end.events());
        assertThat(database.count("workflow_executions where status = 'success'"))
                .isEqualTo(2);
        retention(partitions).apply();
        assertThat(Partition.all(database.jdbc())).isEmpty();
        assertThat(registry.get("millrace.recorder.partitions.overdue").gauge().value())
                .isZero();
    }

    @Test
    void whatIsReadOfAPeriodThatWasDroppedIsCountedAndDoesNotBringItBack() {
        HistoryPartitions partitions = partitions();
        Story story = finished(DAY);
        written(partitions).stories(story);
        clock.advance(Duration.ofDays(20));
        retention(partitions).apply();

        Story now = finished(clock.instant());
        written(partitions).stories(story.deleted());
        written(partitions).stories(now);

        assertThat(database.count("workflow_executions")).isOne();
        assertThat(database.count("deleted_executions")).isZero();
        assertThat(Partition.all(database.jdbc())).hasSize(Partition.TABLES.size());
        assertThat(skipped("expired"))
                .isEqualTo(story.events().size() + story.triggers().size());
    }

    /** The partition goes between the writer's look and its statement. */
    @Test
    void aWriteThatMeetsADropFailsOnceAndThenPasses() {
        HistoryPartitions writers = partitions();
        written(writers).stories(finished(DAY));
        Story late = finished(DAY);
        clock.advance(Duration.ofDays(20));
        retention(partitions()).apply();

        assertThatThrownBy(() -> written(writers).stories(late))
                .isInstanceOf(DataAccessException.class)
                .satisfies(e -> assertThat(SqlErrors.state(e)).hasValue("23514"));
        written(writers).stories(late);

        assertThat(database.count("workflow_executions")).isZero();
        assertThat(skipped("expired")).isEqualTo(late.events().size() + 1);
    }

    @Test
    void whoeverIsInTheWayIsNotWaitedFor() {
        HistoryPartitions partitions = partitions();
        written(partitions).stories(finished(DAY));
        clock.advance(Duration.ofDays(20));

        database.transaction().executeWithoutResult(reading -> {
            database.jdbc().queryForList("select count(*) from workflow_executions");
            CompletableFuture.runAsync(() -> retention(partitions).apply()).join();
        });
        assertThat(Partition.all(database.jdbc())).isNotEmpty();

        retention(partitions).apply();
        assertThat(Partition.all(database.jdbc())).isEmpty();
    }

    @Test
    void markersOfOwnersGoWhenNothingOfThenCanComeBack() {
        HistoryPartitions partitions = partitions();
        Story story = finished(DAY);
        written(partitions).stories(story);
        written(partitions).records(story, List.of(new OwnerDeleted("ann", clock.instant(), "admin")));
        assertThat(database.count("workflow_executions")).isZero();
        assertThat(database.count("deleted_owners")).isOne();

        retention(partitions).apply();
        assertThat(database.count("deleted_owners")).isOne();
        clock.advance(Duration.ofDays(20));
        retention(partitions).apply();
        assertThat(database.count("deleted_owners")).isZero();
    }

    @Test
    void markersOfDerivedIdsAndOfExecutionsThatNeverCameGoAsWell() {
        UUID derived = UUID.fromString("50180000-0000-8005-8000-000000000000");
        assertThat(HistoryReader.createdAt(derived)).isEqualTo("2026-02-20T00:00:00Z");
        Story one = Story.derived("ann", "orders", Instant.parse("2026-02-20T23:00:00Z"), derived)
                .deleted();
        Story two = Story.of("ann", "orders", DAY, RandomGenerator.getDefault()).deleted();
        written(partitions()).stories(one);
        written(partitions()).stories(two);
        assertThat(database.count("deleted_executions")).isEqualTo(2);

        clock.advance(Duration.ofDays(2));
        retention(partitions()).apply();
        assertThat(database.count("deleted_executions")).isOne();
        clock.advance(Duration.ofDays(20));
        retention(partitions()).apply();
        assertThat(database.count("deleted_executions")).isZero();
    }

    private HistoryPartitions partitions() {
        return new HistoryPartitions(database.jdbc(), database.transaction(), clock, Sinks.keeping(RETENTION));
    }

    private Retention retention(HistoryPartitions partitions) {
        return new Retention(database.jdbc(), database.transaction(), partitions, metrics);
    }

    private Written written(HistoryPartitions partitions) {
        return new Written(Sinks.history(database.jdbc(), database.transaction(), partitions, metrics), database);
    }

    private double skipped(String reason) {
        return registry.get("millrace.recorder.skipped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static Story finished(Instant createdAt) {
        return Story.of("ann", "orders", createdAt, RandomGenerator.getDefault())
                .triggered("{}")
                .started()
                .completed("hook", "{}")
                .logged("a line")
                .finished("1");
    }
}
