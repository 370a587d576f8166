package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * More webhooks than can be run, for a while: what is accepted is finished, what is refused is told when to come back,
 * no memory grows, and afterwards all is as before. The capacity is measured first, by callers that each wait.
 */
public final class Overload {
    private static final String ID = "overload";
    private static final int RECOVERY_SECONDS = 20;

    private final Report report;
    private final WholeSystem system;
    private final Scenario scenario = Scenario.fourStep();
    private final URI webhook;
    private final Load load;
    private long accepted;

    private Overload(Report report, WholeSystem system) {
        this.report = report;
        this.system = system;
        this.webhook = system.webhook(ID);
        this.load = new Load(webhook, scenario.body());
    }

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int warmUp = report.setting("flow.warm-up-seconds", 60);
        int seconds = report.setting("flow.seconds", 120);
        int times = report.setting("flow.times", 3);
        int maxLag = report.setting("flow.max-lag", 5000);
        int connections = report.setting("flow.connections", 2000);
        try (var system = new WholeSystem(report, "--millrace.gateway.intake.max-lag=" + maxLag)) {
            var program = new Overload(report, system);
            system.publish(ID, program.scenario.definition());
            program.capacity(callers, warmUp);
            int capacity = program.capacity(callers, warmUp);
            report.figures("resident before, MB", system.residentMb());
            Tally storm = program.open("storm", times * capacity, seconds, connections);
            program.awaitAcceptance(storm.lastRetryAfter());
            // Back to what the system can do: nothing may be refused any more.
            Tally after = program.open("afterwards", Math.max(1, capacity / 2), RECOVERY_SECONDS, connections);
            report.verdict("afterwards: ", after.refused() == 0, after.refused() + " refused");
            system.awaitCompleted(ID, program.accepted);
            system.verdict(report, ID, program.accepted);
            report.figures("resident after, MB", system.residentMb());
            report.figures("resident at most, MB", system.peakMb());
        }
    }

    /** How many a second are accepted and recorded while so many callers each wait for their answer. */
    private int capacity(int callers, int seconds) throws Exception {
        Round round = Round.run(system, ID, scenario.body(), callers, seconds);
        accepted += round.tally().accepted();
        int rate = (int) round.rate();
        report.line("capacity: completed and recorded/s", rate);
        return rate;
    }

    private Tally open(String name, int rate, int seconds, int connections) {
        report.line(name + ": load, /s", rate);
        var tally = new Tally();
        load.open(rate, Duration.ofSeconds(seconds), connections, tally, (_, _, _) -> {});
        accepted += tally.accepted();
        report.line(name + ": answers by status", tally.byStatus());
        report.line(name + ": calls without an answer", tally.broken());
        report.line(name + ": calls not sent, all connections waiting", tally.unsent());
        report.verdict(name + ": Retry-After ", tally.withoutTime() == 0, tally.withoutTime() + " refusals without it");
        report.percentiles(name + ": intended time to 202", tally.latencies());
        return tally;
    }

    /** A caller that was refused comes back when it was told to, until it is accepted. */
    private void awaitAcceptance(int told) throws Exception {
        long begin = System.nanoTime();
        int next = told;
        try (var connection = new Connection(webhook)) {
            while (true) {
                TimeUnit.SECONDS.sleep(next);
                Connection.Answer answer = connection.send(Connection.request(webhook, scenario.body()));
                if (answer.status() == 202) {
                    break;
                }
                next = answer.retryAfter().orElseThrow();
            }
        }
        accepted++;
        report.line(
                "accepted again after, s",
                "%.1f; the last refusal had said %d".formatted((System.nanoTime() - begin) / 1e9, told));
    }
}
