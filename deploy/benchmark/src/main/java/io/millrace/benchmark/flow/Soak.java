package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Recorder;

/** Half of what the system can do, for long: whether memory, descriptors, threads, times or tables grow. */
public final class Soak {
    private static final String ID = "soak";
    private static final int CONNECTIONS = 1000;

    private Soak() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int warmUp = report.setting("flow.warm-up-seconds", 60);
        int seconds = report.setting("soak.seconds", 1800);
        int every = report.setting("soak.sample-seconds", 15);
        int given = report.setting("soak.rate", 0);
        Scenario scenario = Scenario.fourStep();
        try (var system = new WholeSystem(report)) {
            system.publish(ID, scenario.definition());
            long before = Round.run(system, ID, scenario.body(), callers, warmUp)
                    .tally()
                    .accepted();
            int rate = given;
            if (given == 0) {
                Round capacity = Round.run(system, ID, scenario.body(), callers, warmUp);
                report.line("capacity: completed and recorded/s", capacity.rate());
                before += capacity.tally().accepted();
                rate = (int) Math.max(1, capacity.rate() / 2);
            }
            report.line("load, /s", rate);
            report.figures("heap after a collection at the beginning, MB", liveHeaps(system));
            Tally tally = load(report, system, before, rate, seconds, every);
            long accepted = before + tally.accepted();
            system.awaitCompleted(ID, accepted);
            report.figures("heap after a collection at the end, MB", liveHeaps(system));
            report.percentiles("answer", tally.latencies());
            system.verdict(report, ID, accepted, tally.refused());
            report.figures("resident at most, MB", system.peakMb());
        }
    }

    private static Tally load(Report report, WholeSystem system, long before, int rate, int seconds, int every)
            throws Exception {
        var tally = new Tally();
        var answers = new Recorder(3);
        var samples = new Samples(system, () -> before + tally.accepted(), answers);
        Duration time = Duration.ofSeconds(seconds);
        long end = System.nanoTime() + time.toNanos();
        Callable<Void> sampling = () -> {
            samples.take(every, end);
            return null;
        };
        try (ExecutorService sampler = Executors.newSingleThreadExecutor()) {
            Future<Void> sampled = sampler.submit(sampling);
            new Load(system.webhook(ID), Scenario.fourStep().body())
                    .open(
                            rate,
                            time,
                            CONNECTIONS,
                            tally,
                            (_, due, _) -> answers.recordValue((System.nanoTime() - due) / 1000));
            sampled.get();
        }
        samples.report(report);
        return tally;
    }

    private static Map<String, Long> liveHeaps(WholeSystem system) throws Exception {
        Map<String, Long> heaps = new LinkedHashMap<>();
        for (ServiceProcess service : system.services()) {
            heaps.put(service.name(), service.liveHeap() >> 20);
        }
        return heaps;
    }
}
