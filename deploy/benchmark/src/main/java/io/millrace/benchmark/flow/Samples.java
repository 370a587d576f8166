package io.millrace.benchmark.flow;

import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What may grow in a system that runs for long, looked at again and again. */
final class Samples {
    private static final double MEGABYTE = 1 << 20;
    private static final int LOOK_EVERY_MS = 1000;

    private final WholeSystem system;
    private final LongSupplier executions;
    private final Recorder answers;
    private final List<Double> seconds = new ArrayList<>();
    private final Map<String, List<Double>> series = new LinkedHashMap<>();
    /** Used heap rises until it is collected: the least that was seen since the last sample is what stays. */
    private final Map<String, Double> leastHeap = new HashMap<>();

    /**
     * Nothing sampled yet.
     *
     * @param executions how many the history should have by now
     * @param answers times to the answer, in microseconds; begun anew with each sample
     */
    Samples(WholeSystem system, LongSupplier executions, Recorder answers) {
        this.system = system;
        this.executions = executions;
        this.answers = answers;
    }

    /** Samples at an interval until a time by {@link System#nanoTime} has come. */
    void take(int everySeconds, long end) throws Exception {
        long begin = System.nanoTime();
        long interval = TimeUnit.SECONDS.toNanos(everySeconds);
        answers.reset();
        for (long next = begin + interval; next <= end; next += interval) {
            while (System.nanoTime() < next) {
                lookAtHeaps();
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
            seconds.add((System.nanoTime() - begin) / 1e9);
            sample();
        }
    }

    private void lookAtHeaps() throws Exception {
        for (ServiceProcess service : system.services()) {
            leastHeap.merge(service.name(), service.usedHeap() / MEGABYTE, Math::min);
        }
    }

    private void sample() throws Exception {
        for (ServiceProcess service : system.services()) {
            add(service.name() + ": used heap at least, MB", leastHeap.getOrDefault(service.name(), Double.NaN));
            sample(service.name(), service.process());
        }
        sample("broker", system.broker().process());
        leastHeap.clear();
        Histogram interval = answers.getIntervalHistogram();
        add("answer p50, ms", interval.getValueAtPercentile(50) / 1e3);
        add("answer p99, ms", interval.getValueAtPercentile(99) / 1e3);
        double count = (double) executions.getAsLong();
        add("history, bytes an execution", system.database().historySize() / count);
        add("its indexes, bytes an execution", system.database().indexSize() / count);
        add("dead rows for 1,000 executions", 1000 * system.database().deadRows() / count);
    }

    private void sample(String name, JavaProcess process) {
        add(name + ": resident, MB", process.resident() / MEGABYTE);
        add(name + ": open descriptors", (double) process.descriptors());
        add(name + ": threads", (double) process.threads());
    }

    private void add(String name, double value) {
        series.computeIfAbsent(name, known -> new ArrayList<>()).add(value);
    }

    /** A row for each with its trend; the samples themselves are kept with it. */
    void report(Report report) {
        report.line("samples", seconds.size());
        report.series("seconds", seconds);
        series.forEach((name, values) -> {
            report.line(name, Trend.of(seconds, values));
            report.series(name, values);
        });
    }
}
