package io.millrace.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** What is measured, and on what: a figure without it can be compared with nothing. */
final class Machine {
    private Machine() {}

    /**
     * By name, in the order in which they are shown.
     *
     * @param home the project's folder
     */
    static Map<String, String> facts(Path home) throws IOException, InterruptedException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("sources", sources(home));
        facts.put("processor", proc("cpuinfo", "model name") + ", " + processors() + " seen");
        facts.put("memory", proc("meminfo", "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("Kafka", AppInfoParser.getVersion());
        return facts;
    }

    /** The commit, and whether the code differs from it. */
    private static String sources(Path home) throws IOException, InterruptedException {
        Optional<String> commit = git(home, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "unknown, no repository";
        }
        String changes = git(home, "status", "--porcelain", "--", ".", ":!*.md").orElse("?");
        return commit.get() + (changes.isEmpty() ? "" : ", with changes that are not committed");
    }

    private static Optional<String> git(Path home, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("git", "-C", home.toString()), Stream.of(arguments))
                .toList();
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), UTF_8);
            return git.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is not installed
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String proc(String name, String field) throws IOException {
        Path file = Path.of("/proc", name);
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
