package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A webhook that is answered at once, and behind it {@code set}, {@code if} and {@code set}: how many a second are
 * completed and recorded by so many callers that each wait for their answer, what one costs each process, and how long
 * an answer and a finished row take at a low rate. A run in which an execution is lost, doubled or refused is void.
 */
public final class FourStep {
    static final String DEFINITION = """
            { "name": "Four steps", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "orders" } },
                { "id": "total", "type": "set",
                  "parameters": { "values": { "total": "{{ $sum(trigger.body.items.(price * quantity)) }}" } } },
                { "id": "big", "type": "if", "parameters": { "condition": "{{ nodes.total.total > 100 }}" } },
                { "id": "yes", "type": "set", "parameters": { "values": { "tier": "gold", "total": "{{ input.total }}" } } },
                { "id": "no", "type": "set", "parameters": { "values": { "tier": "plain" } } } ],
              "connections": [
                { "from": "hook", "to": "total" }, { "from": "total", "to": "big" },
                { "from": "big", "output": "true", "to": "yes" }, { "from": "big", "output": "false", "to": "no" } ] }""";

    /** 270 bytes. */
    static final String BODY = """
            {"id":"A-1700","customer":{"name":"Ada Lovelace","email":"ada@example.com","city":"London"},\
            "items":[{"sku":"P-1","price":20,"quantity":3},{"sku":"P-2","price":50,"quantity":1}],\
            "note":"leave it at the door, please, and ring twice; the bell is slow","paid":true,"currency":"GBP"}""";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Report report;
    private final WholeSystem system;

    private FourStep(Report report, WholeSystem system) {
        this.report = report;
        this.system = system;
    }

    /** Takes nothing but the sizes, as system properties. */
    public static void main(String[] arguments) throws Exception {
        var report = new Report(System.out, "four-step");
        int callers = report.setting("flow.callers", 64);
        int warmUp = report.setting("flow.warm-up-seconds", 30);
        int seconds = report.setting("flow.seconds", 30);
        int rounds = report.setting("flow.rounds", 3);
        int rate = report.setting("flow.rate", 20);
        report.line("body, bytes", BODY.length());
        try (var system = new WholeSystem(report)) {
            var program = new FourStep(report, system);
            program.closed("warm-up", callers, warmUp);
            for (int round = 1; round <= rounds; round++) {
                program.closed("round-" + round, callers, seconds);
            }
            program.open("open", rate, seconds);
            report.line("resident, MB", system.residentMb());
        }
    }

    /** So many callers, each of which calls again when it was answered. */
    private void closed(String name, int callers, int seconds) throws Exception {
        URI webhook = system.publish(name, "orders", DEFINITION);
        var latencies = new ConcurrentHistogram(3);
        var refused = new AtomicLong();
        Map<String, Duration> cpu = system.cpu();
        long size = system.database().historySize();
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> caller = () -> {
                while (System.nanoTime() < end) {
                    long sent = System.nanoTime();
                    if (system.post(webhook, BODY).statusCode() == 202) {
                        latencies.recordValue((System.nanoTime() - sent) / 1000);
                    } else {
                        refused.incrementAndGet();
                    }
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(callers, caller))) {
                done.get();
            }
        }
        long accepted = latencies.getTotalCount();
        awaitRecorded(name, accepted);
        double took = (System.nanoTime() - begin) / 1e9;
        report.line(name + ": completed and recorded/s", Math.round(accepted / took));
        report.line(name + ": answered 202/s", Math.round(accepted / (double) seconds));
        report.percentiles(name + ": answer", latencies);
        costs(name, cpu, accepted);
        report.line(
                name + ": bytes an execution, with indexes", (system.database().historySize() - size) / accepted);
        verdict(name, accepted, refused.get());
    }

    /** Calls come at their time, whatever becomes of those before. */
    private void open(String name, int rate, int seconds) throws Exception {
        URI webhook = system.publish(name, "orders", DEFINITION);
        var answers = new ConcurrentHistogram(3);
        var rows = new ConcurrentHistogram(3);
        var refused = new AtomicLong();
        int count = rate * seconds;
        long begin = System.nanoTime();
        List<Future<?>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                long due = begin + TimeUnit.SECONDS.toNanos(i) / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                calls.add(threads.submit(() -> {
                    if (!one(webhook, due, answers, rows)) {
                        refused.incrementAndGet();
                    }
                    return null;
                }));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }
        report.percentiles(name + " at " + rate + "/s: answer", answers);
        report.percentiles(name + " at " + rate + "/s: finished row visible", rows);
        verdict(name, answers.getTotalCount(), refused.get());
    }

    private boolean one(URI webhook, long due, Histogram answers, Histogram rows)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = system.post(webhook, BODY);
        if (answer.statusCode() != 202) {
            return false;
        }
        answers.recordValue((System.nanoTime() - due) / 1000);
        String id = answer.body().replaceFirst(".*\"executionId\":\"([^\"]+)\".*", "$1");
        String execution = system.finished(id);
        if (!execution.contains("\"status\":\"success\"")) {
            report.line("did not succeed", execution);
            return false;
        }
        rows.recordValue((System.nanoTime() - due) / 1000);
        return true;
    }

    private void awaitRecorded(String workflowId, long count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var pause = new Semaphore(0);
        while (system.recorded(workflowId, "status = 'success'") < count && System.nanoTime() < deadline) {
            boolean _ = pause.tryAcquire(100, TimeUnit.MILLISECONDS);
        }
    }

    private void costs(String name, Map<String, Duration> before, long count) {
        long all = 0;
        for (Map.Entry<String, Duration> part : system.cpu().entrySet()) {
            long micros = part.getValue().minus(before.get(part.getKey())).toNanos() / 1000 / count;
            all += part.getKey().equals("client") ? 0 : micros;
            report.line(name + ": CPU µs an execution, " + part.getKey(), micros);
        }
        report.line(name + ": CPU µs an execution, all but the client", all);
    }

    private void verdict(String name, long accepted, long refused) throws Exception {
        long ended = system.recorded(name, "status = 'success'");
        long all = system.recorded(name, "true");
        report.line(
                name + ": verdict",
                refused == 0 && ended == accepted && all == accepted
                        ? accepted + " accepted, each completed and recorded once"
                        : "VOID: %d accepted, %d refused, %d recorded, %d of them completed"
                                .formatted(accepted, refused, all, ended));
    }
}
