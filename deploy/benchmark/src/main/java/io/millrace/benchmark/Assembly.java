package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One document of the newest report of each program. What somebody wrote into it above the mark stays as it is; what
 * follows it is made anew.
 */
final class Assembly {
    private static final String MARK = "<!-- What follows is made by deploy/bench report. -->";
    private static final String HEAD = """
            # Measurements

            Each table is the newest report of the program that is named above it, with the command that made it.
            [README.md](README.md) says what the programs do.
            """;

    private Assembly() {}

    /**
     * Writes it anew.
     *
     * @param reports the folder that has them as JSON
     */
    static void write(Path reports, Path document) throws IOException {
        Map<String, JsonNode> byProgram = read(reports);
        Map<String, String> shared = shared(byProgram.values().stream().toList());
        var text = new StringBuilder(above(document)).append(MARK).append("\n\n");
        text.append("## What was measured, and where\n\n");
        table(text, shared);
        byProgram.forEach((program, report) -> section(text, program, report, shared));
        Files.writeString(document, text);
    }

    private static Map<String, JsonNode> read(Path folder) throws IOException {
        Map<String, JsonNode> reports = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
                if (report.has("program")) { // else it is of an older version
                    reports.put(report.get("program").asString(), report);
                }
            }
        }
        return reports;
    }

    private static String above(Path document) throws IOException {
        if (!Files.exists(document)) {
            return HEAD + "\n";
        }
        String text = Files.readString(document);
        int mark = text.indexOf(MARK);
        if (mark < 0) {
            throw new IllegalStateException(document + " has no line " + MARK + ": it is not overwritten");
        }
        return text.substring(0, mark);
    }

    /** What all reports say that say it at all. */
    private static Map<String, String> shared(List<JsonNode> reports) {
        Map<String, String> shared = new LinkedHashMap<>();
        for (JsonNode report : reports) {
            for (Map.Entry<String, JsonNode> fact : report.get("where").properties()) {
                shared.merge(fact.getKey(), Figure.text(fact.getValue()), (one, other) -> one.equals(other) ? one : "");
            }
        }
        shared.values().removeIf(String::isEmpty);
        return shared;
    }

    private static void section(StringBuilder text, String program, JsonNode report, Map<String, String> shared) {
        text.append("\n## ").append(program).append("\n\n```\n");
        text.append(report.get("command").asString()).append("\n```\n\n");
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("at", report.get("at").asString());
        for (Map.Entry<String, JsonNode> fact : report.get("where").properties()) {
            if (!shared.containsKey(fact.getKey())) {
                rows.put(fact.getKey(), Figure.text(fact.getValue()));
            }
        }
        for (Map.Entry<String, JsonNode> figure : report.get("found").properties()) {
            rows.put(figure.getKey(), Figure.text(figure.getValue()));
        }
        table(text, rows);
    }

    private static void table(StringBuilder text, Map<String, String> rows) {
        text.append("| | |\n| --- | --- |\n");
        rows.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name.replace("|", "\\|"), value)));
    }
}
