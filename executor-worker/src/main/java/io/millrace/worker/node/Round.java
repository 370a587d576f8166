package io.millrace.worker.node;

import io.millrace.expression.Json;
import java.util.List;

/**
 * A round of a node that is over.
 *
 * @param output what the node said at its end
 * @param answers what came of all that it asked for, in that order; of what failed, {@code {"error": …}}
 */
public record Round(Json output, List<Json> answers) {
    public Round {
        answers = List.copyOf(answers);
    }

    /** How much it takes, in bytes of JSON. */
    public long size() {
        return output.size() + answers.stream().mapToLong(Json::size).sum();
    }
}
