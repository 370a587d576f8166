package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import io.millrace.benchmark.StolenTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

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
    private final Contender contender;
    private final Scenario scenario;
    private final Summary summary = new Summary();

    private Rounds(Report report, Contender contender, Scenario scenario) {
        this.report = report;
        this.contender = contender;
        this.scenario = scenario;
    }

    /**
     * How much load.
     *
     * @param callers how many call at a time in the closed loop
     * @param rate of the open loop that is slow, in executions a second
     */
    record Sizes(int callers, int warmUpSeconds, int seconds, int rounds, int rate) {
        /** As system properties say; each becomes a row. */
        static Sizes of(Report report, Scenario scenario) {
            return new Sizes(
                    report.setting("flow.callers", scenario.callers()),
                    report.setting("flow.warm-up-seconds", 120),
                    report.setting("flow.seconds", 30),
                    report.setting("flow.rounds", 3),
                    report.setting("flow.rate", 20));
        }
    }

    /** Measures a scenario; takes nothing else but the sizes, as system properties. */
    public static void run(Report report, Scenario scenario) throws Exception {
        Summary _ = ours(report, scenario, Sizes.of(report, scenario));
    }

    /** The same with these sizes; returns what can be compared. */
    static Summary ours(Report report, Scenario scenario, Sizes sizes) throws Exception {
        report.line("body, bytes", scenario.body().length());
        try (var system = new WholeSystem(report, "--millrace.worker.http.allowed-targets=localhost")) {
            return measure(report, new Millrace(system, scenario.name()), scenario, sizes);
        }
    }

    /** Measures one that was just started; returns what can be compared. */
    static Summary measure(Report report, Contender contender, Scenario scenario, Sizes sizes) throws Exception {
        var program = new Rounds(report, contender, scenario);
        program.warmedUp(
                "warm-up",
                program.closed("warm-up", sizes.callers(), sizes.warmUpSeconds())
                        .tally());
        List<Long> rates = new ArrayList<>();
        for (int number = 1; number <= sizes.rounds(); number++) {
            Round round = program.closed("round-" + number, sizes.callers(), sizes.seconds());
            program.verdict("round-" + number, round.tally());
            program.summary.add("completed and recorded/s", round.rate());
            program.summary.add("CPU µs an execution, all but the client", round.allMicros());
            program.summary.add("bytes an execution, with indexes", round.bytes());
            rates.add(round.rate());
        }
        rates.sort(null);
        long median = rates.get(rates.size() / 2);
        program.line(
                "completed and recorded/s: median, least, most",
                "%d, %d, %d".formatted(median, rates.getFirst(), rates.getLast()));
        if (scenario.answersAtOnce()) {
            int half = (int) Math.max(1, median / 2);
            // More connections, and the first that asks for the history: until compiled anew, code waits for
            // processors.
            program.warmUp("open-warm-up", half, sizes.warmUpSeconds());
            // At once, while everything runs as it does under this load: what a leap from next to nothing costs is
            // another question.
            program.open("half", half, sizes.seconds());
            program.open("low", sizes.rate(), sizes.seconds());
        }
        Map<String, Long> peak = contender.peakMb();
        report.figures(contender.label() + "resident at most, MB", peak);
        program.summary.add(
                "resident at most, MB",
                peak.values().stream().mapToLong(Long::longValue).sum());
        return program.summary;
    }

    private String id(String round) {
        return scenario.name() + "-" + round;
    }

    /** How many a second were completed and recorded. */
    private Round closed(String round, int callers, int seconds) throws Exception {
        URI webhook = contender.begin(id(round), scenario.definition());
        StolenTime before = StolenTime.now();
        Round measured = Round.run(contender, webhook, scenario.body(), callers, seconds);
        stolen(round, before);
        line(round + ": completed and recorded/s", measured.rate());
        line(round + ": answered/s", Math.round(measured.tally().accepted() / (double) seconds));
        report.percentiles(
                contender.label() + round + ": answer", measured.tally().latencies());
        measured.micros().forEach((part, micros) -> line(round + ": CPU µs an execution, " + part, micros));
        line(round + ": CPU µs an execution, all but the client", measured.allMicros());
        line(round + ": bytes an execution, with indexes", measured.bytes());
        return measured;
    }

    private void warmUp(String name, int rate, int seconds) throws Exception {
        URI webhook = contender.begin(id(name), scenario.definition());
        try (Contender.Watch watch = contender.watch(Math.ceilDiv(rate, WATCHED))) {
            warmedUp(name, play(webhook, rate, seconds, watch));
        }
    }

    /** Until then callers may be refused, but nothing that was accepted may be lost. */
    private void warmedUp(String name, Tally tally) throws Exception {
        line(name + ": refused or unanswered", tally.refused());
        contender.recorded().verdict(report, contender.label() + id(name), tally.accepted(), 0);
    }

    private Tally play(URI webhook, int rate, int seconds, Contender.Watch watch) throws Exception {
        var tally = new Tally();
        new Load(webhook, scenario.body()).open(rate, Duration.ofSeconds(seconds), CONNECTIONS, tally, watch);
        contender.awaitCompleted(tally.accepted());
        return tally;
    }

    private void open(String name, int rate, int seconds) throws Exception {
        URI webhook = contender.begin(id(name), scenario.definition());
        StolenTime before = StolenTime.now();
        try (Contender.Watch watch = contender.watch(Math.ceilDiv(rate, WATCHED))) {
            Tally tally = play(webhook, rate, seconds, watch);
            stolen(name, before);
            compared(name, rate, "answer", tally.latencies());
            compared(name, rate, "finished row visible", watch.seen());
            if (watch.unseen() > 0) {
                report.verdict(
                        contender.label() + name + ": ",
                        false,
                        watch.unseen() + " finished rows were not shown in time");
            }
            verdict(name, tally);
        }
    }

    private void stolen(String round, StolenTime before) {
        line(round + ": processor time that the host kept, %", StolenTime.now().percentSince(before));
    }

    private void compared(String name, int rate, String what, Histogram micros) {
        report.percentiles(contender.label() + name + " at " + rate + "/s: " + what, micros);
        if (name.equals("low")) {
            summary.add(what + " at " + rate + "/s, p50, µs", micros.getValueAtPercentile(50));
            summary.add(what + " at " + rate + "/s, p99, µs", micros.getValueAtPercentile(99));
        }
    }

    private void verdict(String round, Tally tally) throws Exception {
        if (tally.refused() > 0) {
            report.verdict(
                    contender.label() + round + ": ",
                    false,
                    "answers %s, broken %d, not sent %d".formatted(tally.byStatus(), tally.broken(), tally.unsent()));
        }
        contender.recorded().verdict(report, contender.label() + id(round), tally.accepted(), tally.refused());
    }

    private void line(String name, Object value) {
        report.line(contender.label() + name, value);
    }
}
