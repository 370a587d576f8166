package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Triggers that came while no worker was there: how fast one that starts anew works them off, first with nobody who
 * records, then how fast that is recorded; and the same for both at once.
 */
public final class Backlog {
    private static final String ALONE = "one-after-the-other";
    private static final String TOGETHER = "together";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Backlog() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int count = report.setting("flow.backlog", 200_000);
        try (var system = new WholeSystem(report, "--millrace.gateway.intake.max-lag=0")) {
            long accepted = queue(report, system, ALONE, callers, count);
            drain(report, system, accepted);
            record(report, system, accepted);
            system.verdict(report, ALONE, accepted);
            long more = queue(report, system, TOGETHER, callers, count);
            together(report, system, more);
            system.verdict(report, TOGETHER, more);
            report.figures("resident at most, MB", system.peakMb());
        }
    }

    /** Returns how many triggers wait. */
    private static long queue(Report report, WholeSystem system, String id, int callers, int count) throws Exception {
        Scenario scenario = Scenario.fourStep();
        system.publish(id, scenario.definition());
        var load = new Load(system.webhook(id), scenario.body());
        system.worker().close();
        system.recorder().close();
        long accepted = 0;
        long begin = System.nanoTime();
        while (accepted < count) {
            accepted += load.closed(callers, Duration.ofSeconds(5)).accepted();
        }
        report.line(id + ": accepted", accepted);
        report.line(id + ": accepted/s", rate(accepted, begin));
        return accepted;
    }

    private static void drain(Report report, WholeSystem system, long count) throws Exception {
        ServiceProcess worker = system.worker();
        Duration cpu = worker.process().cpu();
        long begin = System.nanoTime();
        worker.start();
        report.line("worker: ready after, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        double already = finished(worker);
        long ready = System.nanoTime();
        worker.process().await("to work the backlog off", PATIENCE, () -> finished(worker) >= count);
        report.line("worker alone: executions/s from its start", rate(count, begin));
        report.line("worker alone: executions/s since it was ready", rate((long) (count - already), ready));
        report.line(
                "worker alone: CPU µs an execution, its start included",
                worker.process().cpu().minus(cpu).toNanos() / 1000 / count);
    }

    private static double finished(ServiceProcess worker) throws Exception {
        return worker.sum("millrace_worker_executions_total{.*status=\"success\".*");
    }

    private static void record(Report report, WholeSystem system, long count) throws Exception {
        long begin = System.nanoTime();
        system.recorder().start();
        system.awaitCompleted(ALONE, count);
        report.line("recorder alone: executions/s from its start", rate(count, begin));
    }

    private static void together(Report report, WholeSystem system, long count) throws Exception {
        Map<String, Duration> cpu = system.cpu();
        long begin = System.nanoTime();
        system.worker().start();
        system.recorder().start();
        long ready = System.nanoTime();
        long already = system.recorded(TOGETHER, "status = 'success'");
        system.awaitCompleted(TOGETHER, count);
        report.line("worker and recorder: executions/s from their start", rate(count, begin));
        report.line("worker and recorder: executions/s since both were ready", rate(count - already, ready));
        report.figures(
                "worker and recorder: CPU µs an execution, their start included",
                Round.micros(cpu, system.cpu(), count));
    }

    private static long rate(long count, long begin) {
        return Math.round(count / ((System.nanoTime() - begin) / 1e9));
    }
}
