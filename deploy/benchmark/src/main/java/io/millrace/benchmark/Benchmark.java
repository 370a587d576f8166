package io.millrace.benchmark;

import io.millrace.benchmark.flow.Backlog;
import io.millrace.benchmark.flow.Comparison;
import io.millrace.benchmark.flow.Overload;
import io.millrace.benchmark.flow.Rounds;
import io.millrace.benchmark.flow.Scale;
import io.millrace.benchmark.flow.Scenario;
import io.millrace.benchmark.flow.Sleepers;
import io.millrace.benchmark.flow.Soak;
import io.millrace.benchmark.flow.Sockets;
import io.millrace.benchmark.flow.Starts;
import io.millrace.benchmark.flow.Training;
import io.millrace.benchmark.history.HistoryBenchmark;
import io.millrace.benchmark.live.LivePrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar benchmark.jar [-Dsize=N…] PROGRAM…}: each program's report lists its sizes. {@code report} makes one
 * document of the reports.
 */
public final class Benchmark {
    private static final Logger log = LoggerFactory.getLogger(Benchmark.class);
    private static final Path HOME = Path.of(System.getProperty("millrace.home", "."));
    /** Where each program's report is, as JSON. */
    public static final Path REPORTS = HOME.resolve("deploy/benchmark/target/reports");

    private static final String REPORT = "report";

    private static final Map<String, Program> PROGRAMS = new TreeMap<>();

    static {
        PROGRAMS.put("backlog", Backlog::run);
        PROGRAMS.put("history", HistoryBenchmark::run);
        PROGRAMS.put("overload", Overload::run);
        PROGRAMS.put("scale", Scale::run);
        PROGRAMS.put("sleepers", Sleepers::run);
        PROGRAMS.put("soak", Soak::run);
        PROGRAMS.put("sockets", Sockets::run);
        PROGRAMS.put("starts", Starts::run);
        PROGRAMS.put("live-steady", LivePrograms::steady);
        PROGRAMS.put("live-churn", LivePrograms::churn);
        PROGRAMS.put("live-storm", LivePrograms::storm);
        PROGRAMS.put("train", Training::run);
        Scenario.all().forEach(scenario -> PROGRAMS.put(scenario.name(), report -> Rounds.run(report, scenario)));
        Scenario.all().stream()
                .filter(Comparison::covers)
                .forEach(scenario ->
                        PROGRAMS.put(Comparison.program(scenario.name()), report -> Comparison.run(report, scenario)));
    }

    private Benchmark() {}

    /** One of them; says what it finds. */
    @FunctionalInterface
    public interface Program {
        /** Measures. */
        void run(Report report) throws Exception;
    }

    /** Runs those that are named, one after the other; ends with status 1 if one failed or is void. */
    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).equals(List.of(REPORT))) {
            Assembly.write(REPORTS, HOME.resolve("deploy/benchmark/REPORT.md"));
            return;
        }
        run(PROGRAMS, arguments);
    }

    /** The same for programs that are elsewhere. */
    public static void run(Map<String, Program> programs, String[] arguments) {
        Map<Boolean, List<String>> bySize =
                Stream.of(arguments).collect(Collectors.partitioningBy(argument -> argument.matches("-D[^=]+=.*")));
        List<String> sizes = bySize.getOrDefault(true, List.of());
        List<String> names = Comparison.programs(bySize.getOrDefault(false, List.of()));
        if (names.isEmpty() || !programs.keySet().containsAll(names)) {
            System.err.println("Name one or more of " + programs.keySet() + ", or jmh, or " + REPORT);
            System.exit(2);
        }
        sizes.forEach(Benchmark::set);
        boolean allCount = true;
        for (String name : names) {
            allCount &= counts(name, Objects.requireNonNull(programs.get(name)), sizes);
        }
        System.exit(allCount ? 0 : 1); // also where a thread of a load still runs
    }

    private static void set(String size) {
        int equals = size.indexOf('=');
        System.setProperty(size.substring(2, equals), size.substring(equals + 1));
    }

    private static boolean counts(String name, Program program, List<String> sizes) {
        String command = Stream.of(Stream.of("deploy/bench"), sizes.stream().map(Benchmark::quoted), Stream.of(name))
                .flatMap(words -> words)
                .collect(Collectors.joining(" "));
        try (var report = new Report(name, command, HOME, REPORTS)) {
            report.line("fixed work on all processors, ms", FixedWork.millis());
            run(program, report);
            report.line("fixed work on all processors, at the end, ms", FixedWork.millis());
            return !report.isVoid();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no report of " + name, e);
        }
    }

    private static void run(Program program, Report report) {
        try {
            program.run(report);
        } catch (Exception e) {
            log.error("it failed", e);
            report.verdict("", false, "failed: " + e);
        }
    }

    private static String quoted(String size) {
        return size.contains(" ") ? "'" + size + "'" : size;
    }
}
