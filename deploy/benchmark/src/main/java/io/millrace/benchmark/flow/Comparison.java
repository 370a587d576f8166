package io.millrace.benchmark.flow;

import io.millrace.benchmark.Database;
import io.millrace.benchmark.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scenario against n8n: the same calls from the same client in the same session, first of the built services and then
 * of n8n, as it is shipped and as it is fastest; and each figure's ratio. What fails on the other side makes the report
 * void and leaves the rest of it.
 */
public final class Comparison {
    private static final Logger log = LoggerFactory.getLogger(Comparison.class);
    private static final String SUFFIX = "-against-n8n";

    private Comparison() {}

    /** The name of the program that measures a scenario against n8n. */
    public static String program(String scenario) {
        return scenario + SUFFIX;
    }

    /** The programs that are meant by {@code SCENARIO… --against n8n}; names without it as they are. */
    public static List<String> programs(List<String> names) {
        int against = names.indexOf("--against");
        return against >= 0 && names.subList(against + 1, names.size()).equals(List.of("n8n"))
                ? names.subList(0, against).stream().map(Comparison::program).toList()
                : names;
    }

    /** Whether n8n has a scenario. */
    public static boolean covers(Scenario scenario) {
        return N8nWorkflow.scenarios().contains(scenario.name());
    }

    /** Takes nothing but the sizes, as system properties, and the folder in which n8n is installed or is to be. */
    public static void run(Report report, Scenario scenario) throws Exception {
        Rounds.Sizes sizes = Rounds.Sizes.of(report, scenario);
        report.line("n8n", N8nInstall.VERSION + " on Node " + N8nInstall.NODE);
        Optional<N8nInstall> install = install(report);
        Summary ours = Rounds.ours(report, scenario, sizes);
        if (install.isEmpty()) {
            return;
        }
        for (N8nSetup setup : N8nSetup.values()) {
            try {
                Summary theirs = measure(report, scenario, sizes, setup, install.get());
                ours.over(theirs)
                        .forEach((figure, ratio) -> report.line("ours : n8n " + setup.title() + ": " + figure, ratio));
            } catch (Exception e) {
                log.error("n8n {} failed", setup.title(), e);
                report.verdict("n8n " + setup.title() + ": ", false, "failed: " + e.getMessage());
            }
        }
    }

    private static Optional<N8nInstall> install(Report report) throws InterruptedException {
        Path cache = Path.of(System.getProperty(
                "n8n.folder", System.getProperty("millrace.home", ".") + "/deploy/benchmark/target/n8n"));
        try {
            return Optional.of(N8nInstall.below(cache));
        } catch (IOException | IllegalStateException e) {
            log.error("n8n cannot be installed", e);
            report.verdict("n8n's install: ", false, "failed: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Summary measure(
            Report report, Scenario scenario, Rounds.Sizes sizes, N8nSetup setup, N8nInstall install) throws Exception {
        Path folder = report.folder("n8n");
        report.line("n8n " + setup.title() + ": told besides its addresses", setup.tuning());
        try (var database = new Database(folder);
                var echo = new Echo(folder);
                var n8n = new N8n(setup, install, folder, database)) {
            String address = echo.address().replace("localhost", "127.0.0.1");
            n8n.start(report, N8nWorkflow.of(scenario.name(), address), scenario.body());
            return Rounds.measure(report, n8n, scenario, sizes);
        }
    }
}
