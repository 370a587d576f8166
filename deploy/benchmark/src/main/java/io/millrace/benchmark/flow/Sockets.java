package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import io.millrace.benchmark.flow.Sent.Call;
import io.millrace.benchmark.live.Fleet;
import io.millrace.benchmark.live.Follower;
import io.millrace.benchmark.live.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Sockets of many users that follow their executions through the whole system, which comes from webhook to message. */
public final class Sockets {
    private static final int CONNECTIONS = 1000;
    private static final int PATIENCE_SECONDS = 120;
    private static final String PREFIX = "sockets-";

    private final Report report;
    private final WholeSystem system;
    private final int users;
    private final Sent sent = new Sent();
    private final Load load;
    private final Verdict verdict = new Verdict();
    private final WebhookJournal.Times times = new WebhookJournal.Times();
    private final Fleet fleet = new Fleet();

    /** Publishes a workflow of each user. */
    private Sockets(Report report, WholeSystem system, int users) throws Exception {
        this.report = report;
        this.system = system;
        this.users = users;
        Scenario scenario = Scenario.fourStep();
        List<URI> webhooks = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            system.publish(PREFIX + user, scenario.definition(), user(user));
            webhooks.add(system.webhook(PREFIX + user));
        }
        load = new Load(webhooks, scenario.body());
    }

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int sockets = report.setting("sockets.count", 2000);
        int users = report.setting("sockets.users", 200);
        int rate = report.setting("sockets.rate", 100);
        int warmUp = report.setting("flow.warm-up-seconds", 60);
        int seconds = report.setting("sockets.seconds", 120);
        try (var system = new WholeSystem(report)) {
            var program = new Sockets(report, system, users);
            program.follow(sockets);
            Tally before = program.play(rate, warmUp, false);
            Tally measured = program.measure(rate, seconds);
            program.settle();
            long accepted = before.accepted() + measured.accepted();
            system.awaitCompleted(PREFIX + "%", accepted);
            system.verdict(report, PREFIX + "%", accepted, before.refused() + measured.refused());
        }
    }

    private static String user(int number) {
        return "user-" + number;
    }

    private void follow(int sockets) throws Exception {
        for (int i = 0; i < sockets; i++) {
            String user = user(i % users);
            var journal = new WebhookJournal(user, sent, verdict, times);
            fleet.add(new Follower(system.notifier().port(), system.token(user), journal, verdict));
        }
        fleet.awaitBegun();
        report.line("sockets open", fleet.followers().size());
    }

    /** Returns when all that was accepted has been told. */
    private Tally play(int rate, int seconds, boolean isMeasured) throws InterruptedException {
        var tally = new Tally();
        load.open(
                rate,
                Duration.ofSeconds(seconds),
                CONNECTIONS,
                tally,
                (answer, due, user) ->
                        sent.add(UUID.fromString(answer.executionId()), new Call(user(user), due, isMeasured)));
        fleet.awaitComplete(PATIENCE_SECONDS);
        return tally;
    }

    private Tally measure(int rate, int seconds) throws Exception {
        Map<String, Duration> before = system.cpu();
        long messages = verdict.messages.sum();
        long begin = System.nanoTime();
        Tally tally = play(rate, seconds, true);
        double took = (System.nanoTime() - begin) / 1e9;
        report.line("messages/s", Math.round((verdict.messages.sum() - messages) / took));
        Map<String, String> cores = new LinkedHashMap<>();
        system.cpu().forEach((part, cpu) -> {
            double used = cpu.minus(before.getOrDefault(part, Duration.ZERO)).toMillis() / 1e3;
            cores.put(part, String.format(Locale.ROOT, "%.2f", used / took));
        });
        report.figures("processors in use", cores);
        report.percentiles("answer", tally.latencies());
        report.line("notifier's heap after a collection, MB", system.notifier().liveHeap() >> 20);
        report.figures("resident at most, MB", system.peakMb());
        return tally;
    }

    private void settle() throws Exception {
        fleet.close();
        report.percentiles("webhook to its first message", times.toFirst());
        report.percentiles("webhook to its last message", times.toLast());
        Map<String, Long> faults = new LinkedHashMap<>();
        faults.put("of others", verdict.foreign.sum());
        faults.put("repeated", verdict.repeats.sum());
        faults.put("left out", verdict.gaps.sum());
        faults.put("missing", verdict.missing.sum());
        report.figures("messages that were wrong", faults);
        verdict.examples().forEach(example -> report.line("for example", example));
        report.verdict("sockets: ", verdict.isClean(), verdict.messages.sum() + " messages, each once and in order");
    }
}
