package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Triggers that came while no worker was there: how fast one that starts anew works them off, first with nobody who
 * records, then how fast that is recorded.
 */
public final class Backlog {
    private static final String ID = "backlog";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Backlog() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int count = report.setting("flow.backlog", 200_000);
        Scenario scenario = Scenario.fourStep();
        try (var system = new WholeSystem(report, "--millrace.gateway.intake.max-lag=0")) {
            system.publish(ID, scenario.definition());
            var load = new Load(system.webhook(ID), scenario.body());
            system.worker().close();
            system.recorder().close();
            long accepted = 0;
            long begin = System.nanoTime();
            while (accepted < count) {
                accepted += load.closed(callers, Duration.ofSeconds(5)).accepted();
            }
            report.line("accepted", accepted);
            report.line("accepted/s", rate(accepted, begin));
            drain(report, system, accepted);
            record(report, system, accepted);
            system.verdict(report, ID, accepted);
            report.line("resident at most, MB", system.peakMb());
        }
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
        system.awaitCompleted(ID, count);
        report.line("recorder alone: executions/s from its start", rate(count, begin));
    }

    private static long rate(long count, long begin) {
        return Math.round(count / ((System.nanoTime() - begin) / 1e9));
    }
}
