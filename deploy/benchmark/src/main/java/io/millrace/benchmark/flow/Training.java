package io.millrace.benchmark.flow;

import io.millrace.benchmark.Launch;
import io.millrace.benchmark.Report;
import java.time.Duration;

/** Runs the system under every load that it is meant for, and has each service write its AOT cache when it ends. */
public final class Training {
    private Training() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int seconds = report.setting("flow.seconds", 20);
        try (var system =
                new WholeSystem(report, Launch.TRAINING, "--millrace.worker.http.allowed-targets=localhost")) {
            for (Scenario scenario : Scenario.all()) {
                system.publish(scenario.name(), scenario.definition());
                Tally tally = new Load(system.webhook(scenario.name()), scenario.body())
                        .closed(scenario.callers(), Duration.ofSeconds(seconds));
                system.awaitCompleted(scenario.name(), tally.accepted());
                system.verdict(report, scenario.name(), tally.accepted());
            }
        }
    }
}
