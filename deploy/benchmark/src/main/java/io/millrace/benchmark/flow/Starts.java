package io.millrace.benchmark.flow;

import io.millrace.benchmark.ChildProcess;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How soon each service is ready that is stopped and started again while the others run, and how soon {@code deploy/up}
 * is, with nothing there and with what it left. A check of readiness every tenth of a second is all the precision.
 */
public final class Starts {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Of {@code deploy/up}; it takes those that follow as well. */
    private static final int PORT_BASE = 18080;

    private Starts() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int rounds = report.setting("start.rounds", 5);
        try (var system = new WholeSystem(report)) {
            String id = "starts";
            Scenario scenario = Scenario.fourStep();
            system.publish(id, scenario.definition());
            for (ServiceProcess service : system.services()) {
                long[] taken = new long[rounds];
                for (int round = 0; round < rounds; round++) {
                    service.close();
                    taken[round] = millis(service::start);
                }
                report.figures(service.name() + ": ready again after, ms", spread(taken));
            }
            // What was started again works.
            long accepted = new Load(system.webhook(id), scenario.body())
                    .closed(1, Duration.ofSeconds(2))
                    .accepted();
            system.awaitCompleted(id, accepted);
            system.verdict(report, id, accepted);
        }
        standalone(report, rounds);
    }

    private static void standalone(Report report, int rounds) throws Exception {
        Path folder = report.folder("up");
        Path home = Path.of(System.getProperty("millrace.home", ".")).toAbsolutePath();
        List<String> command = List.of(
                home.resolve("deploy/up").toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port-base",
                Integer.toString(PORT_BASE));
        report.line("deploy/up: ready after, with nothing there, ms", startAndStop(command, folder));
        long[] taken = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            taken[round] = startAndStop(command, folder);
        }
        report.figures("deploy/up: ready again after, ms", spread(taken));
    }

    private static long startAndStop(List<String> command, Path folder) throws IOException {
        Path log = Files.createTempFile(folder, "up", ".log");
        try (var up = new ChildProcess("deploy/up", command, log, environment -> {})) {
            return millis(() -> up.start().await("to be ready", PATIENCE, () -> isReady(log)));
        }
    }

    private static boolean isReady(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.startsWith("ready"));
        }
    }

    private static Map<String, Long> spread(long... millis) {
        long[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new TreeMap<>(
                Map.of("median", sorted[sorted.length / 2], "least", sorted[0], "most", sorted[sorted.length - 1]));
    }

    private static long millis(Start start) throws IOException {
        long begin = System.nanoTime();
        start.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @FunctionalInterface
    private interface Start {
        void run() throws IOException;
    }
}
