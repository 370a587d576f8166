package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * More webhooks than can be run, for a while: what is accepted is finished, what is refused is told when to come back,
 * no memory grows, and afterwards all is as before. The capacity is measured first, by callers that each wait.
 */
public final class Overload {
    private static final int SAMPLE_MS = 1000;

    private final Report report;
    private final WholeSystem system;
    private final Map<Integer, AtomicLong> answers = new ConcurrentSkipListMap<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong withoutTime = new AtomicLong();
    private final Map<String, Long> mostMb = new TreeMap<>();
    private volatile int lastRetryAfter;

    private Overload(Report report, WholeSystem system) {
        this.report = report;
        this.system = system;
    }

    /** Takes nothing but the sizes, as system properties. */
    public static void main(String[] arguments) throws Exception {
        var report = new Report(System.out, "overload");
        int callers = report.setting("flow.callers", 64);
        int warmUp = report.setting("flow.warm-up-seconds", 30);
        int seconds = report.setting("flow.seconds", 120);
        int times = report.setting("flow.times", 3);
        int maxLag = report.setting("flow.max-lag", 5000);
        try (var system = new WholeSystem(report, "--millrace.gateway.intake.max-lag=" + maxLag)) {
            var program = new Overload(report, system);
            URI webhook = system.publish("overload", "orders", FourStep.DEFINITION);
            program.capacity(webhook, callers, warmUp);
            int rate = times * program.capacity(webhook, callers, warmUp);
            report.line("resident before, MB", system.residentMb());
            program.storm(webhook, rate, seconds);
            program.recover(webhook);
        }
    }

    /** How many a second are accepted and begun while so many callers each wait for their answer. */
    private int capacity(URI webhook, int callers, int seconds) throws Exception {
        long before = accepted.get();
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        Callable<Void> caller = () -> {
            while (System.nanoTime() < end) {
                count(system.post(webhook, FourStep.BODY));
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(callers, caller))) {
                done.get();
            }
        }
        awaitFinished();
        int rate = (int) ((accepted.get() - before) / ((System.nanoTime() - begin) / 1e9));
        report.line("capacity: completed and recorded/s", rate);
        return rate;
    }

    private void storm(URI webhook, int rate, int seconds) throws Exception {
        report.line("load, /s", rate);
        answers.clear();
        var latencies = new ConcurrentHistogram(3);
        long begin = System.nanoTime();
        long sampled = begin;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < (long) rate * seconds; i++) {
                long due = begin + TimeUnit.SECONDS.toNanos(i) / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                threads.execute(() -> {
                    try {
                        if (count(system.post(webhook, FourStep.BODY)) == 202) {
                            latencies.recordValue((System.nanoTime() - due) / 1000);
                        }
                    } catch (IOException | InterruptedException e) {
                        failed.incrementAndGet();
                    }
                });
                if (System.nanoTime() - sampled > TimeUnit.MILLISECONDS.toNanos(SAMPLE_MS)) {
                    sampled = System.nanoTime();
                    system.residentMb().forEach((name, mb) -> mostMb.merge(name, mb, Math::max));
                }
            }
        }
        report.line("answers by status", answers);
        report.line("calls without an answer", failed.get());
        report.line("429 without Retry-After", withoutTime.get());
        report.percentiles("intended time to 202", latencies);
        report.line("resident at most, MB", mostMb);
    }

    /** A caller that was refused comes back when it was told to. */
    private void recover(URI webhook) throws Exception {
        int told = lastRetryAfter;
        long begin = System.nanoTime();
        var pause = new Semaphore(0);
        while (count(system.post(webhook, FourStep.BODY)) != 202) {
            boolean _ = pause.tryAcquire(200, TimeUnit.MILLISECONDS);
        }
        report.line(
                "accepted again after, s",
                "%.1f, the last refusal had said %d".formatted((System.nanoTime() - begin) / 1e9, told));
        awaitFinished();
        report.line("all finished after, s", "%.1f".formatted((System.nanoTime() - begin) / 1e9));
        long all202 = accepted.get();
        long recorded = system.recorded("overload", "status = 'success'");
        long all = system.recorded("overload", "true");
        report.line(
                "verdict",
                recorded == all202 && all == all202
                        ? all202 + " accepted, each completed and recorded once"
                        : "VOID: %d accepted, %d recorded, %d of them completed".formatted(all202, all, recorded));
        report.line("resident after, MB", system.residentMb());
    }

    private int count(HttpResponse<String> answer) {
        int status = answer.statusCode();
        answers.computeIfAbsent(status, known -> new AtomicLong()).incrementAndGet();
        if (status == 202) {
            accepted.incrementAndGet();
        } else if (status == 429) {
            answer.headers()
                    .firstValue("Retry-After")
                    .ifPresentOrElse(
                            seconds -> lastRetryAfter = Integer.parseInt(seconds), withoutTime::incrementAndGet);
        }
        return status;
    }

    private void awaitFinished() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        var pause = new Semaphore(0);
        while (system.recorded("overload", "status = 'success'") < accepted.get() && System.nanoTime() < deadline) {
            boolean _ = pause.tryAcquire(200, TimeUnit.MILLISECONDS);
        }
    }
}
