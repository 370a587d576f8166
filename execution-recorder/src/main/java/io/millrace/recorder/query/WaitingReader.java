package io.millrace.recorder.query;

import io.millrace.recorder.finished.FinishedExecutions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads an execution with its node results, if wanted once it has ended. No connection is held while it waits. */
@Component
final class WaitingReader {
    private final Snapshots snapshots;
    private final ExecutionQueries executions;
    private final DetailQueries details;
    private final FinishedExecutions finished;

    WaitingReader(
            Snapshots snapshots, ExecutionQueries executions, DetailQueries details, FinishedExecutions finished) {
        this.snapshots = snapshots;
        this.executions = executions;
        this.details = details;
        this.finished = finished;
    }

    /** As it is when it has ended or when the patience is over; empty if there is none, or another owner's, by then. */
    Snapshots.Snapshot<Optional<ExecutionQueries.Found>> read(Reader reader, UUID id, Fields fields, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (FinishedExecutions.Waiter waiter = finished.waiter(id)) {
            while (true) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                boolean last = !left.isPositive();
                var snapshot = read(reader, id, fields, last);
                boolean ended =
                        snapshot.content().map(ExecutionQueries.Found::finished).orElse(false);
                if (ended || last) {
                    return snapshot;
                }
                waiter.await(left);
            }
        }
    }

    /** @param last whether it is shown even if it has not ended; else its nodes would be read for nobody */
    private Snapshots.Snapshot<Optional<ExecutionQueries.Found>> read(
            Reader reader, UUID id, Fields fields, boolean last) {
        return snapshots.read(reader, jdbc -> executions
                .find(jdbc, reader, id, fields)
                .map(found -> fields.has("nodes") && (last || found.finished())
                        ? new ExecutionQueries.Found(
                                found.view().with(details.topLevel(jdbc, found.view())), found.version())
                        : found));
    }
}
