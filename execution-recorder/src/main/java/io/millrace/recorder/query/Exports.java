package io.millrace.recorder.query;

import io.millrace.recorder.RecorderSettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How many exports are under way; one owner has half of the places at most. Thread-safe. */
@Component
final class Exports {
    private final int places;
    private final Map<String, Integer> taken = new HashMap<>();

    Exports(RecorderSettings settings) {
        this.places = settings.query().exports();
    }

    /**
     * Takes a place, which is to be given back.
     *
     * @throws ProblemException if there is none
     */
    synchronized void begin(Reader reader) {
        int all = taken.values().stream().mapToInt(Integer::intValue).sum();
        int own = taken.getOrDefault(reader.name(), 0);
        if (all >= places || own >= Math.max(1, places / 2)) {
            throw new ProblemException(ProblemType.OVERLOADED, "too many exports are under way; please try again")
                    .withHeader("Retry-After", "10");
        }
        taken.put(reader.name(), own + 1);
    }

    /** Gives the place back. */
    synchronized void end(Reader reader) {
        taken.computeIfPresent(reader.name(), (name, count) -> count == 1 ? null : count - 1);
    }
}
