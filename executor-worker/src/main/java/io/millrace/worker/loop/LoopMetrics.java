package io.millrace.worker.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.schemas.event.ExecutionStatus;
import java.util.Locale;

/** What a loop tells about itself. */
final class LoopMetrics {
    /** Something that is written and may be refused. */
    @FunctionalInterface
    interface Write<T> {
        T run() throws TransactionalWriter.AbortedException;
    }

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer commits;
    private final Counter aborts;
    private final Counter deadLetters;
    private final Counter lostExecutions;
    private final Counter repeats;
    private final DistributionSummary records;

    LoopMetrics(MeterRegistry registry, String loop) {
        this.registry = registry;
        this.tags = Tags.of("loop", loop);
        this.commits = registry.timer("millrace.worker.commit", tags);
        this.aborts = registry.counter("millrace.worker.aborts", tags);
        this.deadLetters = registry.counter("millrace.worker.dead.letters", tags);
        this.lostExecutions = registry.counter("millrace.worker.executions.lost", tags);
        this.repeats = registry.counter("millrace.worker.repeats", tags);
        this.records = registry.summary("millrace.worker.batch.records", tags);
    }

    <T> T timeCommit(Write<T> write) throws TransactionalWriter.AbortedException {
        Timer.Sample sample = Timer.start(registry);
        T result = write.run();
        sample.stop(commits);
        return result;
    }

    void aborted() {
        aborts.increment();
    }

    void committed(Batch batch, int written) {
        records.record(written);
        deadLetters.increment(batch.deadLetters());
        lostExecutions.increment(batch.lostExecutions());
        repeats.increment(batch.repeats());
        batch.ends().forEach(this::ended);
    }

    private void ended(ExecutionStatus status) {
        String name = status.name().toLowerCase(Locale.ROOT);
        registry.counter("millrace.worker.executions", tags.and("status", name)).increment();
    }
}
