package io.millrace.recorder.query;

import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.web.ProblemException;
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
    private final WaitingRoom room;

    WaitingReader(
            Snapshots snapshots,
            ExecutionQueries executions,
            DetailQueries details,
            FinishedExecutions finished,
            WaitingRoom room) {
        this.snapshots = snapshots;
        this.executions = executions;
        this.details = details;
        this.finished = finished;
        this.room = room;
    }

    /**
     * As it is when it has ended or when the patience is over; empty if there is none, or another owner's, by then.
     *
     * @throws ProblemException {@code overloaded} if there is no memory for one more that waits
     */
    Snapshots.Snapshot<Optional<ExecutionQueries.Found>> read(Reader reader, UUID id, Fields fields, Duration patience)
            throws InterruptedException {
        if (!patience.isPositive()) {
            return read(reader, id, fields, true);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        try (FinishedExecutions.Waiter waiter = finished.waiter(id)) {
            var found = read(reader, id, fields, false);
            if (hasEnded(found)) {
                return found;
            }
            try (WaitingRoom.Place _ = room.enter()) {
                while (true) {
                    waiter.await(Duration.ofNanos(deadline - System.nanoTime()));
                    boolean last = deadline - System.nanoTime() <= 0;
                    found = read(reader, id, fields, last);
                    if (last || hasEnded(found)) {
                        return found;
                    }
                }
            }
        }
    }

    private static boolean hasEnded(Snapshots.Snapshot<Optional<ExecutionQueries.Found>> found) {
        return found.content().map(ExecutionQueries.Found::finished).orElse(false);
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
