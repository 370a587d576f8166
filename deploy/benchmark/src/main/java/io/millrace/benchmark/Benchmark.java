package io.millrace.benchmark;

import io.millrace.benchmark.flow.Backlog;
import io.millrace.benchmark.flow.Overload;
import io.millrace.benchmark.flow.Rounds;
import io.millrace.benchmark.flow.Scenario;
import io.millrace.benchmark.flow.Sleepers;
import io.millrace.benchmark.flow.Training;
import io.millrace.benchmark.history.HistoryBenchmark;
import io.millrace.benchmark.live.LivePrograms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code java -jar benchmark.jar PROGRAM…}: the sizes are system properties that each program's report lists. */
public final class Benchmark {
    private static final Logger log = LoggerFactory.getLogger(Benchmark.class);

    private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.of(
            "backlog", Backlog::run,
            "history", HistoryBenchmark::run,
            "overload", Overload::run,
            "sleepers", Sleepers::run,
            "live-steady", LivePrograms::steady,
            "live-churn", LivePrograms::churn,
            "live-storm", LivePrograms::storm,
            "train", Training::run));

    static {
        Scenario.all().forEach(scenario -> PROGRAMS.put(scenario.name(), report -> Rounds.run(report, scenario)));
    }

    private Benchmark() {}

    /** One of them; says what it finds. */
    @FunctionalInterface
    interface Program {
        void run(Report report) throws Exception;
    }

    /** Runs those that are named, one after the other; ends with status 1 if one failed or is void. */
    public static void main(String[] names) throws Exception {
        if (names.length == 0 || !PROGRAMS.keySet().containsAll(List.of(names))) {
            System.err.println("Name one or more of " + PROGRAMS.keySet());
            System.exit(2);
        }
        Path folder = Path.of(System.getProperty("millrace.home", "."), "deploy/benchmark/target/reports");
        boolean allCount = true;
        for (String name : names) {
            try (var report = new Report(name, folder)) {
                Objects.requireNonNull(PROGRAMS.get(name)).run(report);
                allCount &= !report.isVoid();
            } catch (Exception e) {
                log.error("{} failed", name, e);
                allCount = false;
            }
        }
        System.exit(allCount ? 0 : 1); // also where a thread of a load still runs
    }
}
