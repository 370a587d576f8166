package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a program found: a Markdown table, printed row by row as it comes to be known, and JSON at the end. */
public final class Report implements AutoCloseable {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 100};
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final ObjectNode found = JSON.createObjectNode();
    private boolean isVoid;

    /**
     * Begins with the program's name, the versions and the machine.
     *
     * @param folder where the JSON is written, as {@code <name>.json}
     */
    public Report(String name, Path folder) {
        this.file = folder.resolve(name + ".json");
        System.out.println("## " + name + "\n\n| | |\n| --- | --- |");
        line("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        line(
                "machine",
                "%s %s, %d processors"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** A size that the program is told by a system property; its name and value become a row. */
    public int setting(String property, int otherwise) {
        int value = Integer.getInteger(property, otherwise);
        line("`" + property + "`", value);
        return value;
    }

    /** One figure. */
    public void line(String name, Object value) {
        System.out.println("| %s | %s |".formatted(name, value));
        found.putPOJO(name, value instanceof Number ? value : value.toString());
    }

    /** Whether what was measured counts; {@link #isVoid} from then on, if it does not. */
    public void verdict(String name, boolean counts, Object what) {
        line(name + "verdict", counts ? what : "VOID: " + what);
        isVoid |= !counts;
    }

    /** Whether something of it does not count: an execution lost or doubled, an event missed. */
    public boolean isVoid() {
        return isVoid;
    }

    /** Latencies in microseconds, shown as milliseconds. */
    public void percentiles(String name, Histogram micros) {
        var text = new StringBuilder("n=%d".formatted(micros.getTotalCount()));
        ObjectNode numbers = JSON.createObjectNode().put("n", micros.getTotalCount());
        for (double percentile : PERCENTILES) {
            double millis = micros.getValueAtPercentile(percentile) / 1000.0;
            String title = "p" + trimmed(percentile);
            text.append(String.format(Locale.ROOT, ", %s %.2f ms", title, millis));
            numbers.put(title + "Ms", millis);
        }
        System.out.println("| %s | %s |".formatted(name, text));
        found.set(name, numbers);
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? Integer.toString((int) number) : Double.toString(number);
    }

    @Override
    public void close() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
