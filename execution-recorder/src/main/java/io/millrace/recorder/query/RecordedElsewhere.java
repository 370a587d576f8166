package io.millrace.recorder.query;

import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.web.PeriodicTask;
import io.millrace.web.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks now and then which of the executions that requests wait for have ended, as another instance may have recorded
 * it: one statement for all of them, so that many who wait cost no more than one.
 */
@Component
final class RecordedElsewhere extends PeriodicTask {
    private static final Logger log = LoggerFactory.getLogger(RecordedElsewhere.class);

    private static final Reader EVERYBODY = new Reader(null);
    private static final String ENDED = "select id from workflow_executions where id in (:ids) and status >= 'success'";

    private final FinishedExecutions finished;
    private final Snapshots snapshots;

    RecordedElsewhere(FinishedExecutions finished, Snapshots snapshots, RecorderSettings settings) {
        super(Thread.ofVirtual().name("recorded-elsewhere"), settings.query().waitPoll());
        this.finished = finished;
        this.snapshots = snapshots;
    }

    @Override
    protected void runOnce() {
        Set<UUID> waitedFor =
                finished.waitedFor().stream().filter(ExecutionId::isExecutionId).collect(Collectors.toSet());
        if (waitedFor.isEmpty()) {
            return;
        }
        try {
            finished.announce(ended(waitedFor));
        } catch (ProblemException e) {
            // Again and again while the database is away: a line each, no stack.
            log.warn(
                    "cannot look which of {} executions have ended, because of {}; those who wait see only what is recorded"
                            + " here",
                    waitedFor.size(),
                    String.valueOf(e.getCause()));
        }
    }

    private List<UUID> ended(Set<UUID> ids) {
        return snapshots
                .read(EVERYBODY, jdbc -> jdbc.sql(ENDED + Moments.ofIds("created_at", ids))
                        .param("ids", ids)
                        .query(UUID.class)
                        .list())
                .content();
    }
}
