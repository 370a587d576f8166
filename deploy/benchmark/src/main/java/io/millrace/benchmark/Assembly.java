package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One document of the newest report of each program. What somebody wrote into it above the mark stays as it is, and so
 * do the sections of programs of which there is no report here: they may have run on another machine.
 */
final class Assembly {
    private static final String MARK = "<!-- What follows is made by deploy/bench report. -->";
    private static final String HEAD = """
            # Measurements

            Each table is the newest report of the program that is named above it, with the command that made it.
            [README.md](README.md) says what the programs do.

            """;
    private static final String SECTION = "\n## ";

    private Assembly() {}

    /**
     * Writes it anew.
     *
     * @param reports the folder that has them as JSON
     */
    static void write(Path reports, Path document) throws IOException {
        String before = Files.exists(document) ? Files.readString(document) : HEAD + MARK + "\n";
        int mark = before.indexOf(MARK);
        if (mark < 0) {
            throw new IllegalStateException(document + " has no line " + MARK + ": it is not overwritten");
        }
        Map<String, String> sections = sections(before.substring(mark));
        for (JsonNode report : read(reports)) {
            sections.put(report.get("program").asString(), section(report));
        }
        Files.writeString(document, before.substring(0, mark) + MARK + "\n" + String.join("", sections.values()));
    }

    private static List<JsonNode> read(Path folder) throws IOException {
        List<JsonNode> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
                if (report.has("program")) { // else it is of an older version
                    reports.add(report);
                }
            }
        }
        return reports;
    }

    /** Those that are there, by program, in the order of the names. */
    private static Map<String, String> sections(String text) {
        Map<String, String> sections = new TreeMap<>();
        Stream.of(text.split(SECTION, -1)).skip(1).forEach(section -> {
            String program = section.substring(0, section.indexOf('\n'));
            sections.put(program, SECTION + section.stripTrailing() + "\n");
        });
        return sections;
    }

    private static String section(JsonNode report) {
        var text = new StringBuilder(SECTION).append(report.get("program").asString());
        text.append("\n\n```\n").append(report.get("command").asString()).append("\n```\n\n| | |\n| --- | --- |\n");
        row(text, "at", report.get("at").asString());
        for (String part : List.of("where", "found")) {
            for (Map.Entry<String, JsonNode> figure : report.get(part).properties()) {
                row(text, figure.getKey(), Figure.text(figure.getValue()));
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| %s | %s |\n".formatted(name.replace("|", "\\|"), value));
    }
}
