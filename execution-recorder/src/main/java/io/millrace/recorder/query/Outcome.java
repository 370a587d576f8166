package io.millrace.recorder.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the database keeps of a status as a number, for its indexes: 0 for all that have not ended.
 *
 * @param statuses those asked for among the ones that have this number
 */
record Outcome(int number, List<String> statuses) {
    private static final Set<String> UNFINISHED = Set.of("queued", "running", "waiting");
    private static final List<String> ENDS = List.of("success", "failed", "partial", "cancelled", "timed_out");

    Outcome {
        statuses = List.copyOf(statuses);
    }

    /** Those that the statuses have. */
    static List<Outcome> of(List<String> statuses) {
        Map<Integer, List<String>> numbers = new TreeMap<>();
        statuses.stream().distinct().forEach(status -> numbers.computeIfAbsent(
                        ENDS.indexOf(status) + 1, number -> new ArrayList<>())
                .add(status));
        return numbers.entrySet().stream()
                .map(number -> new Outcome(number.getKey(), number.getValue()))
                .toList();
    }

    static List<Outcome> all() {
        return IntStream.rangeClosed(0, ENDS.size())
                .mapToObj(number -> new Outcome(number, List.of()))
                .toList();
    }

    /** Begins with {@code and}. */
    String condition() {
        return " and e.outcome = " + number
                + (number > 0 || statuses.isEmpty() || statuses.size() == UNFINISHED.size()
                        ? ""
                        : " and e.status::text in (:statuses)");
    }
}
