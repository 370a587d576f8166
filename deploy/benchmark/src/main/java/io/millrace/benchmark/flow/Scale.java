package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The four steps with more and more loops of the worker, and of partitions: what another loop gives, and costs. */
public final class Scale {
    private Scale() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int callers = report.setting("flow.callers", 64);
        int warmUp = report.setting("scale.warm-up-seconds", 20);
        int seconds = report.setting("scale.seconds", 20);
        List<Integer> loops = numbers(report.setting("scale.loops", "1,2,4,8"));
        for (int partitions : numbers(report.setting("scale.partitions", "4,16,64"))) {
            try (var system = new WholeSystem(report, "--millrace.topics.partitions=" + partitions)) {
                for (int loop : loops) {
                    system.restartWorker("--millrace.worker.loops=" + loop);
                    String size = "%d partitions, %d loops".formatted(partitions, loop);
                    measure(report, system, size, callers, warmUp, seconds);
                }
            }
        }
        report.where(WholeSystem.SETTINGS, "`millrace.topics.partitions`, `millrace.worker.loops`: as each row says");
    }

    private static void measure(Report report, WholeSystem system, String size, int callers, int warmUp, int seconds)
            throws Exception {
        Scenario scenario = Scenario.fourStep();
        String id = "scale-" + size.replaceAll("\\W+", "-");
        system.publish(id, scenario.definition());
        Round before = Round.run(system, id, scenario.body(), callers, warmUp);
        Round measured = Round.run(system, id, scenario.body(), callers, seconds);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("completed and recorded/s", measured.rate());
        figures.put("worker's CPU µs an execution", measured.micros().get("worker"));
        figures.put("all but the client's", measured.allMicros());
        report.figures(size, figures);
        report.percentiles(size + ": answer", measured.tally().latencies());
        system.verdict(
                report,
                id,
                before.tally().accepted() + measured.tally().accepted(),
                before.tally().refused() + measured.tally().refused());
    }

    private static List<Integer> numbers(String list) {
        return Stream.of(list.split(",", -1)).map(Integer::valueOf).toList();
    }
}
