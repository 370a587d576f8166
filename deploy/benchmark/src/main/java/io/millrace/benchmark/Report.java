package io.millrace.benchmark;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a program found, printed line by line as it comes to know it. */
public final class Report {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 100};

    private final PrintStream out;

    /** Begins with the title, the versions and the machine. */
    public Report(PrintStream out, String title) {
        this.out = out;
        out.println("# " + title);
        line("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        line(
                "machine",
                "%s %s, %d processors"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** A size that the program is told by a system property; its name and value become a line. */
    public int setting(String property, int otherwise) {
        int value = Integer.getInteger(property, otherwise);
        line(property, value);
        return value;
    }

    /** One figure. */
    public void line(String name, Object value) {
        out.printf(Locale.ROOT, "%-40s %s%n", name, value);
    }

    /** Latencies in microseconds, shown as milliseconds. */
    public void percentiles(String name, Histogram micros) {
        var text = new StringBuilder("n=%d".formatted(micros.getTotalCount()));
        for (double percentile : PERCENTILES) {
            text.append(String.format(
                    Locale.ROOT,
                    "  p%s=%.2f ms",
                    trimmed(percentile),
                    micros.getValueAtPercentile(percentile) / 1000.0));
        }
        line(name, text);
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? Integer.toString((int) number) : Double.toString(number);
    }
}
