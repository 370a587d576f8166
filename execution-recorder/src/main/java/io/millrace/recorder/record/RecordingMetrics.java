package io.millrace.recorder.record;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.recorder.fold.ExecutionChange;
import io.millrace.recorder.fold.History;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** What recording tells about itself; all names begin with {@code millrace.recorder}. */
final class RecordingMetrics {
    /** What took longer was not on its way, but is old. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final MeterRegistry registry;
    private final Clock clock;
    private final DistributionSummary batch;
    private final Timer batchTime;
    private final Timer created;
    private final Timer ended;
    private final AtomicLong partitions;
    private final AtomicLong overduePartitions;
    private final Map<TopicPartition, AtomicLong> lags = new ConcurrentHashMap<>();

    RecordingMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.batch = DistributionSummary.builder("millrace.recorder.batch.records")
                .description("records in a transaction")
                .register(registry);
        this.batchTime = Timer.builder("millrace.recorder.batch")
                .description("from a poll's return to its commit")
                .publishPercentileHistogram()
                .register(registry);
        this.created = visible("trigger");
        this.ended = visible("end");
        this.partitions = registry.gauge("millrace.recorder.partitions", new AtomicLong());
        this.overduePartitions = registry.gauge("millrace.recorder.partitions.overdue", new AtomicLong());
    }

    /** A batch was committed. */
    void batch(int records, Duration time) {
        batch.record(records);
        batchTime.record(time);
    }

    /** Rows were inserted or updated; their transaction may still be rolled back and repeated. */
    void rows(String table, int count) {
        registry.counter("millrace.recorder.rows", "table", table).increment(count);
    }

    /** These records' rows can now be read. */
    void visible(History history) {
        Instant now = clock.instant();
        for (ExecutionChange change : history.executions()) {
            if (change.trigger() != null) {
                record(created, change.context().getCreatedAt(), now);
            }
            Instant finishedAt = change.finishedAt();
            if (finishedAt != null) {
                record(ended, finishedAt, now);
            }
        }
    }

    /** A time can be anything that PostgreSQL takes, and more than nanoseconds can count. */
    private static void record(Timer timer, Instant since, Instant now) {
        if (!since.isAfter(now) && since.isAfter(now.minus(LONGEST))) {
            timer.record(Duration.between(since, now));
        }
    }

    /** Records were passed over on purpose. */
    void skipped(String reason, int records) {
        registry.counter("millrace.recorder.skipped", "reason", reason).increment(records);
    }

    /** How many days or months have partitions, and how many of them should be gone. */
    void partitions(int all, int overdue) {
        partitions.set(all);
        overduePartitions.set(overdue);
    }

    /** A day or month was dropped. */
    void dropped() {
        registry.counter("millrace.recorder.partitions.dropped").increment();
    }

    /** A record went to the dead-letter topic. */
    void deadLetter(TopicPartition partition) {
        registry.counter("millrace.recorder.dead.letters", "topic", partition.topic())
                .increment();
    }

    /** An attempt to write failed and will be repeated. */
    void failure(String loop) {
        registry.counter("millrace.recorder.failures", "loop", loop).increment();
    }

    /** How many offsets a partition is behind the end of the log. */
    void lag(TopicPartition partition, long lag) {
        lags.computeIfAbsent(partition, this::gauge).set(lag);
    }

    /** The partition is somebody else's now, who reports its lag. */
    void forget(TopicPartition partition) {
        AtomicLong lag = lags.get(partition);
        if (lag != null) {
            lag.set(0);
        }
    }

    private AtomicLong gauge(TopicPartition partition) {
        return registry.gauge(
                "millrace.recorder.lag",
                Tags.of("topic", partition.topic(), "partition", Integer.toString(partition.partition())),
                new AtomicLong());
    }

    private Timer visible(String what) {
        return Timer.builder("millrace.recorder.visible")
                .description("from an execution's trigger, or its end, until its row tells of it")
                .tag("of", what)
                .publishPercentileHistogram()
                .register(registry);
    }
}
