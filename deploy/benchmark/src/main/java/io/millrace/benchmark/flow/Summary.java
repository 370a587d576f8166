package io.millrace.benchmark.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The figures of one system that are compared with another's: of each the median of what its rounds gave. */
final class Summary {
    private final Map<String, List<Long>> figures = new LinkedHashMap<>();

    /** What one round gave. */
    void add(String name, long value) {
        figures.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    /** How often each figure of another goes into ours, by the figure's name; without those that one does not have. */
    Map<String, String> over(Summary other) {
        Map<String, String> ratios = new LinkedHashMap<>();
        for (String name : figures.keySet()) {
            if (other.figures.containsKey(name)) {
                ratios.put(name, ratio(median(name), other.median(name)));
            }
        }
        return ratios;
    }

    private static String ratio(long ours, long theirs) {
        return theirs == 0
                ? "%d : 0".formatted(ours)
                : String.format(Locale.ROOT, "%d : %d = %.2f", ours, theirs, ours / (double) theirs);
    }

    private long median(String name) {
        List<Long> sorted =
                Objects.requireNonNull(figures.get(name)).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
