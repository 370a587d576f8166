package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.RecorderSettings.PartitionSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

class HistoryPartitionsTest {
    private final TestClock clock = new TestClock("2026-03-20T10:00:00Z");
    private OwnDatabase database = new OwnDatabase(new JdbcTemplate(), new TransactionTemplate());

    @BeforeEach
    void makeTables() throws Exception {
        database = OwnDatabase.make();
    }

    @Test
    void anIdleRecorderHasThoseOfTodayAndTomorrow() {
        partitions(PartitionSize.DAY, Duration.ZERO).ensureAhead();

        assertThat(names()).containsExactly("20260320", "20260321");
        assertThat(Partition.all(database.jdbc())).hasSize(2 * Partition.TABLES.size());
    }

    @Test
    void monthsAreMadeUpToTheNext() {
        HistoryPartitions partitions = partitions(PartitionSize.MONTH, Duration.ZERO);
        partitions.ensureAhead();
        partitions.ensure(Stream.of(Instant.parse("2026-01-31T23:59:59.999Z")));

        assertThat(names()).containsExactly("202601", "202603", "202604");
    }

    @Test
    void anotherSizeHoldsFromTheFirstTimeThatNoPartitionCovers() {
        partitions(PartitionSize.DAY, Duration.ZERO).ensureAhead();

        HistoryPartitions months = partitions(PartitionSize.MONTH, Duration.ZERO);
        months.ensureAhead();
        months.ensure(times("2026-03-05T00:00:00Z", "2026-03-20T23:00:00Z", "2026-03-21T10:00:00Z"));
        clock.advance(Duration.ofDays(2));
        months.ensureAhead();

        assertThat(names()).containsExactly("20260301_20260319", "20260320", "20260321", "20260322_20260331", "202604");

        HistoryPartitions days = partitions(PartitionSize.DAY, Duration.ZERO);
        clock.advance(Duration.ofDays(8));
        days.ensureAhead();
        clock.advance(Duration.ofDays(31));
        days.ensureAhead();
        assertThat(names()).endsWith("202604", "20260501").doesNotHaveDuplicates();
    }

    @Test
    void tablesThatAnEarlierVersionDidNotKnowGetTheirsAsWell() {
        partitions(PartitionSize.DAY, Duration.ZERO).ensureAhead();
        database.jdbc().execute("drop table execution_labels_20260320, execution_payloads_20260320");

        partitions(PartitionSize.DAY, Duration.ZERO).ensure(Stream.of(clock.instant()));

        assertThat(Partition.all(database.jdbc())).hasSize(2 * Partition.TABLES.size());
    }

    @Test
    void nothingIsMadeForTimesThatCannotBeNorForThoseBeyondTheHorizon() {
        HistoryPartitions partitions = partitions(PartitionSize.DAY, Duration.ofDays(10));
        partitions.ensure(times(
                "1970-01-01T00:00:00Z",
                "2019-12-31T23:59:59Z",
                "2026-03-09T23:59:59Z",
                "2026-03-10T09:00:00Z",
                "2026-03-21T10:00:00.001Z",
                "+292278994-08-17T07:12:55.807Z"));

        assertThat(names()).containsExactly("20260310");
        assertThat(partitions.takes(Instant.parse("2026-03-09T23:59:59Z"))).isFalse();
        assertThat(partitions.takes(Instant.parse("2026-03-10T00:00:00Z"))).isTrue();
        clock.advance(Duration.ofDays(30));
        assertThat(partitions.takes(Instant.parse("2026-03-10T00:00:00Z")))
                .as("its partition is still there")
                .isTrue();
        partitions.forget();
        assertThat(partitions.takes(Instant.parse("2026-03-10T00:00:00Z"))).isFalse();
    }

    @Test
    void severalInstancesMayMakeTheSameAtOnce() throws Exception {
        Callable<Boolean> attempt = () -> {
            partitions(PartitionSize.DAY, Duration.ZERO).ensureAhead();
            return true;
        };
        try (ExecutorService all = Executors.newFixedThreadPool(4)) {
            for (var made :
                    all.invokeAll(IntStream.range(0, 4).mapToObj(i -> attempt).toList())) {
                assertThat(made.get()).isTrue();
            }
        }
        assertThat(names()).containsExactly("20260320", "20260321");
    }

    private HistoryPartitions partitions(PartitionSize size, Duration retention) {
        return new HistoryPartitions(
                database.jdbc(),
                database.transaction(),
                clock,
                new RecorderSettings.History(size, retention, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)));
    }

    private List<String> names() {
        return Partition.all(database.jdbc()).stream()
                .filter(Partition::ofExecutions)
                .map(partition -> partition.name().replace("workflow_executions_", ""))
                .sorted()
                .toList();
    }

    private static Stream<Instant> times(String... times) {
        return Stream.of(times).map(Instant::parse);
    }
}
