package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.RequestTurns;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Where requests wait for executions to end, as many as there is memory for. Thread-safe. */
@Component
final class WaitingRoom {
    private final Semaphore places;

    /** Half of those who have their turn may wait, so that those who do not have the other half. */
    @Autowired
    WaitingRoom(RequestTurns turns) {
        this(turns.atOnce() / 2);
    }

    WaitingRoom(int places) {
        this.places = new Semaphore(places);
    }

    /** One request's place. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a place, which is left by closing it.
     *
     * @throws ProblemException {@code overloaded} if there is none
     */
    Place enter() {
        if (!places.tryAcquire()) {
            throw new ProblemException(ProblemType.OVERLOADED, "too many wait for executions to end; please try again")
                    .withHeader("Retry-After", "2");
        }
        return places::release;
    }
}
