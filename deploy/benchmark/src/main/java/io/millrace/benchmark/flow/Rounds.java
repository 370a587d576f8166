package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * One scenario, some rounds: how many a second are completed and recorded by callers that each wait for their answer,
 * what one costs each process, and how long an answer and a finished row take at a low rate and at half of what the
 * system can do. A round in which an execution is lost, doubled or refused is void.
 */
public final class Rounds {
    private static final int CONNECTIONS = 1000;
    /** Executions a second. */
    private static final int WATCHED = 20;

    private final Report report;
    private final WholeSystem system;
    private final Scenario scenario;

    private Rounds(Report report, WholeSystem system, Scenario scenario) {
        this.report = report;
        this.system = system;
        this.scenario = scenario;
    }

    /** Measures a scenario; takes nothing else but the sizes, as system properties. */
    public static void run(Report report, Scenario scenario) throws Exception {
        int callers = report.setting("flow.callers", scenario.callers());
        int warmUp = report.setting("flow.warm-up-seconds", 60);
        int seconds = report.setting("flow.seconds", 30);
        int rounds = report.setting("flow.rounds", 3);
        int rate = report.setting("flow.rate", 20);
        report.line("body, bytes", scenario.body().length());
        try (var system = new WholeSystem(report, "--millrace.worker.http.allowed-targets=localhost")) {
            var program = new Rounds(report, system, scenario);
            program.closed("warm-up", callers, warmUp);
            List<Long> rates = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                rates.add(program.closed("round-" + round, callers, seconds));
            }
            rates.sort(null);
            long median = rates.get(rates.size() / 2);
            report.line(
                    "completed and recorded/s: median, least, most",
                    "%d, %d, %d".formatted(median, rates.getFirst(), rates.getLast()));
            if (scenario.answersAtOnce()) {
                program.open("low", rate, seconds);
                program.open("half", (int) Math.max(1, median / 2), seconds);
            }
            report.figures("resident at most, MB", system.peakMb());
        }
    }

    private String publish(String round) throws Exception {
        String id = scenario.name() + "-" + round;
        system.publish(id, scenario.definition());
        return id;
    }

    /** How many a second were completed and recorded. */
    private long closed(String round, int callers, int seconds) throws Exception {
        String id = publish(round);
        Round measured = Round.run(system, id, scenario.body(), callers, seconds);
        report.line(round + ": completed and recorded/s", measured.rate());
        report.line(round + ": answered/s", Math.round(measured.tally().accepted() / (double) seconds));
        report.percentiles(round + ": answer", measured.tally().latencies());
        measured.micros().forEach((part, micros) -> report.line(round + ": CPU µs an execution, " + part, micros));
        report.line(round + ": CPU µs an execution, all but the client", measured.allMicros());
        report.line(round + ": bytes an execution, with indexes", measured.bytes());
        verdict(round, id, measured.tally());
        return measured.rate();
    }

    /** How soon rows can be seen is asked of some only: to ask of all would be a load of its own. */
    private void open(String name, int rate, int seconds) throws Exception {
        String id = publish(name);
        var rows = new ConcurrentHistogram(3);
        var tally = new Tally();
        var turn = new AtomicInteger();
        var unseen = new AtomicInteger();
        int every = Math.ceilDiv(rate, WATCHED);
        new Load(system.webhook(id), scenario.body())
                .open(rate, Duration.ofSeconds(seconds), CONNECTIONS, tally, (answer, due, _) -> {
                    if (turn.getAndIncrement() % every != 0) {
                        return;
                    }
                    if (system.hasSucceeded(answer.executionId())) {
                        rows.recordValue((System.nanoTime() - due) / 1000);
                    } else {
                        unseen.incrementAndGet();
                    }
                });
        if (unseen.get() > 0) {
            report.verdict(name + ": ", false, unseen + " finished rows were not shown within a minute");
        }
        report.percentiles(name + " at " + rate + "/s: answer", tally.latencies());
        report.percentiles(name + " at " + rate + "/s: finished row visible", rows);
        system.awaitCompleted(id, tally.accepted());
        verdict(name, id, tally);
    }

    private void verdict(String round, String id, Tally tally) throws Exception {
        if (tally.refused() > 0) {
            report.verdict(
                    round + ": ",
                    false,
                    "answers %s, broken %d, not sent %d".formatted(tally.byStatus(), tally.broken(), tally.unsent()));
        }
        system.verdict(report, id, tally.accepted(), tally.refused());
    }
}
