package io.millrace.benchmark.flow;

import io.millrace.benchmark.Launch;
import io.millrace.benchmark.Report;
import java.time.Duration;

/** Runs the system under every load that it is meant for, and has each service write its AOT cache when it ends. */
public final class Training {
    private static final Duration BURST = Duration.ofMillis(250);

    private Training() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int seconds = report.setting("flow.seconds", 20);
        try (var system =
                new WholeSystem(report, Launch.TRAINING, "--millrace.worker.http.allowed-targets=localhost")) {
            for (Scenario scenario : Scenario.all()) {
                system.publish(scenario.name(), scenario.definition());
                system.verdict(report, scenario.name(), run(system, scenario, Duration.ofSeconds(seconds)));
            }
        }
    }

    /** Bursts, each of which ends when it is recorded: a gateway takes far more of long executions than are run. */
    private static long run(WholeSystem system, Scenario scenario, Duration time) throws Exception {
        var load = new Load(system.webhook(scenario.name()), scenario.body());
        long end = System.nanoTime() + time.toNanos();
        long accepted = 0;
        while (System.nanoTime() < end) {
            accepted += load.closed(scenario.callers(), BURST).accepted();
            system.awaitCompleted(scenario.name(), accepted);
        }
        return accepted;
    }
}
