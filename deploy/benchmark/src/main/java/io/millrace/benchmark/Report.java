package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a program found: a Markdown table, printed row by row as it comes to be known, and JSON at the end. */
public final class Report implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final ObjectNode report = JSON.createObjectNode();
    private final ObjectNode where = JSON.createObjectNode();
    private final ObjectNode found = JSON.createObjectNode();
    private final ObjectNode series = JSON.createObjectNode();
    private final List<Path> folders = new ArrayList<>();
    private boolean isVoid;

    /**
     * Begins with the program's name, the versions and the machine.
     *
     * @param command that makes this report
     * @param home the project's folder
     * @param folder where the JSON is written, as {@code <name>.json}
     */
    public Report(String name, String command, Path home, Path folder) throws IOException, InterruptedException {
        this.file = folder.resolve(name + ".json");
        report.put("program", name);
        report.put("command", command);
        report.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        report.set("where", where);
        report.set("found", found);
        report.set("series", series);
        System.out.println("## " + name + "\n\n`" + command + "`\n\n| | |\n| --- | --- |");
        Machine.facts(home).forEach(this::where);
    }

    /** What is measured, on what, and how it is set: as a rule the same in all reports. */
    public void where(String name, String value) {
        row(where, name, where.stringNode(value));
    }

    /** A size that the program is told by a system property; its name and value become a row. */
    public int setting(String property, int otherwise) {
        int value = Integer.getInteger(property, otherwise);
        line("`" + property + "`", value);
        return value;
    }

    /** The same for what is no number. */
    public String setting(String property, String otherwise) {
        String value = System.getProperty(property, otherwise);
        line("`" + property + "`", value);
        return value;
    }

    /**
     * A new folder for what the program's servers keep and print. It goes with the end of the report, gigabytes as it
     * may have; that of a void one stays, for who wants to know why.
     *
     * @param name said with its path, and the beginning of its own name
     */
    public Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory("millrace-" + name + "-");
        folders.add(folder);
        System.out.println("| folder of %s | %s |".formatted(name, folder));
        return folder;
    }

    /** One figure; a name that is used again is kept with a number. */
    public void line(String name, Object value) {
        row(found, free(name), value instanceof Number ? JSON.valueToTree(value) : found.stringNode(value.toString()));
    }

    /** Several that belong together. */
    public void figures(String name, Map<String, ?> values) {
        row(found, name, JSON.<JsonNode>valueToTree(values));
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
        row(found, name, Figure.percentiles(micros));
    }

    /** What was sampled, one after the other: kept, and not printed. */
    public void series(String name, List<Double> samples) {
        series.set(name, JSON.<JsonNode>valueToTree(samples));
    }

    private String free(String name) {
        String free = name;
        for (int number = 2; found.has(free); number++) {
            free = name + " (" + number + ")";
        }
        return free;
    }

    private static void row(ObjectNode part, String name, JsonNode value) {
        System.out.println("| %s | %s |".formatted(name, Figure.text(value)));
        part.set(name, value);
    }

    @Override
    public void close() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
            if (!isVoid) {
                for (Path folder : folders) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
