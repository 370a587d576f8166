package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * A great many executions that wait for the same moment: what they take of a worker, how soon one that was killed has
 * them again, and how late they are woken.
 */
public final class Sleepers {
    private static final String ID = "sleepers";
    private static final String DEFINITION = """
            { "name": "Sleepers", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "orders" } },
                { "id": "sleep", "type": "wait", "parameters": { "until": "{{ trigger.body.until }}" } },
                { "id": "end", "type": "set", "parameters": { "values": { "awake": true } } } ],
              "connections": [ { "from": "hook", "to": "sleep" }, { "from": "sleep", "to": "end" } ] }""";

    private Sleepers() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int count = report.setting("flow.sleepers", 100_000);
        int seconds = report.setting("flow.sleep-seconds", 420);
        try (var system = new WholeSystem(report, "--millrace.gateway.intake.max-lag=0")) {
            system.publish(ID, DEFINITION);
            Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
            var load = new Load(system.webhook(ID), "{\"until\":\"%s\"}".formatted(until));
            report.line("worker resident before, MB", system.worker().process().resident() >> 20);
            long accepted = 0;
            while (accepted < count) {
                accepted += load.closed(callers, Duration.ofSeconds(2)).accepted();
            }
            report.line("asleep", accepted);
            report.line(
                    "left until they wake, s",
                    Duration.between(Instant.now(), until).toSeconds());
            report.line("worker resident, MB", system.worker().process().resident() >> 20);
            system.worker().process().kill();
            long begin = System.nanoTime();
            system.worker().start();
            report.line("killed; ready again after, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(0, Duration.between(Instant.now(), until).toMillis()));
            system.awaitCompleted(ID, accepted);
            report.line("woken late, ms: p50, p99, most", lateness(system, until));
            system.verdict(report, ID, accepted);
            report.figures("resident at most, MB", system.peakMb());
        }
    }

    private static String lateness(WholeSystem system, Instant until) throws Exception {
        var found = new StringBuilder();
        for (String percentile : new String[] {"0.5", "0.99", "1.0"}) {
            found.append(found.isEmpty() ? "" : ", ")
                    .append(system.database().number("""
                            select (1000 * percentile_cont(%s) within group (
                                order by extract(epoch from finished_at - timestamptz '%s')))::bigint
                            from workflow_executions where workflow_id = '%s'
                            """.formatted(percentile, until, ID)));
        }
        return found.toString();
    }
}
