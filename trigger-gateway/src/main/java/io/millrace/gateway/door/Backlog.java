package io.millrace.gateway.door;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.Placement;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.web.ProblemException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * What waits for the workers, and the refusal of more when that is too much. While it is not known, everything is
 * taken: a broker that does not answer the question must not close the door.
 */
@Component
public final class Backlog {
    private final long maxLag;
    private volatile Optional<Lag> known = Optional.empty();

    Backlog(DoorSettings settings, MeterRegistry meters) {
        this.maxLag = settings.maxLag();
        Gauge.builder("millrace.backlog", this, backlog -> backlog.known
                        .map(Lag::total)
                        .orElse(-1L))
                .description("triggers that no worker has decided yet; -1 while that is not known")
                .register(meters);
        Gauge.builder("millrace.backlog.drain", this, backlog -> backlog.known
                        .map(Lag::drain)
                        .orElse(-1.0))
                .description("triggers that the workers decide in a second, over the last seconds")
                .register(meters);
    }

    /** What is known from now on; nothing if it could not be found out. */
    void update(Optional<Lag> lag) {
        known = lag;
    }

    /**
     * Returns if there is room for an execution of this workflow.
     *
     * @throws ProblemException 429 with the time that the workers need for what is too much, at the pace they have
     */
    public void requireRoom(String workflowId, Workflow workflow) {
        Optional<Lag> lag = known;
        if (maxLag == 0 || lag.isEmpty()) {
            return;
        }
        Lag now = lag.get();
        long excess = now.bounded(maxLag) < maxLag ? -1 : now.total() - maxLag;
        if (Placement.staysTogether(workflow)) {
            excess = Math.max(excess, now.of(Placement.ofWorkflow(workflowId, now.partitions())) - maxLag);
        }
        if (excess >= 0) {
            throw new ProblemException(ProblemType.OVERLOADED, "too much waits for the workers; please try again later")
                    .withHeader(HttpHeaders.RETRY_AFTER, String.valueOf(now.secondsFor(excess)));
        }
    }
}
