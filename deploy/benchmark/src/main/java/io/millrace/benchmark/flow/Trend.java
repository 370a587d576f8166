package io.millrace.benchmark.flow;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The straight line that lies closest to samples, by least squares.
 *
 * @param first its value at the first of them
 * @param last its value at the last
 * @param perHour its slope
 */
record Trend(double first, double last, double perHour) {
    /** Both lists are as long, of two samples at least. */
    static Trend of(List<Double> seconds, List<Double> values) {
        if (seconds.size() < 2 || seconds.size() != values.size()) {
            throw new IllegalArgumentException("%d times, %d samples".formatted(seconds.size(), values.size()));
        }
        double time = mean(seconds);
        double value = mean(values);
        double together = 0;
        double square = 0;
        for (int i = 0; i < seconds.size(); i++) {
            double apart = seconds.get(i) - time;
            together += apart * (values.get(i) - value);
            square += apart * apart;
        }
        double slope = together / square;
        return new Trend(
                value + slope * (seconds.getFirst() - time), value + slope * (seconds.getLast() - time), slope * 3600);
    }

    private static double mean(List<Double> numbers) {
        return IntStream.range(0, numbers.size())
                .mapToDouble(numbers::get)
                .average()
                .orElseThrow();
    }

    /** How much it grows from first to last, as a part of the first. */
    double drift() {
        return (last - first) / first;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f to %.2f, %+.2f an hour, %+.1f %%", first, last, perHour, 100 * drift());
    }
}
