package io.millrace.benchmark.jmh;

import io.millrace.benchmark.Benchmark;
import io.millrace.benchmark.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code deploy/bench jmh}: prints JMH's own table, keeps its JSON, and adds the figures to the reports. */
public final class InnerLoops {
    private static final String PACKAGE = InnerLoops.class.getPackageName();

    private InnerLoops() {}

    /** Takes sizes and {@code jmh}, as the other programs take them. */
    public static void main(String[] arguments) throws IOException {
        Benchmark.run(Map.of("jmh", InnerLoops::run), arguments);
    }

    private static void run(Report report) throws IOException, RunnerException {
        Path json = Benchmark.REPORTS.resolve("jmh/results.json");
        Files.createDirectories(json.toAbsolutePath().getParent());
        var options = new OptionsBuilder()
                .include(report.setting("jmh.include", PACKAGE + ".*"))
                .forks(report.setting("jmh.forks", 1))
                .warmupIterations(report.setting("jmh.warm-ups", 5))
                .measurementIterations(report.setting("jmh.iterations", 5))
                .jvmArgsAppend("-Xmx512m", "-XX:+UseSerialGC")
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        TimeValue time = TimeValue.seconds(report.setting("jmh.seconds", 2));
        for (RunResult result :
                new Runner(options.warmupTime(time).measurementTime(time).build()).run()) {
            Result<?> score = result.getPrimaryResult();
            String name = result.getParams().getBenchmark().substring(PACKAGE.length() + 1);
            report.line(
                    name + ", " + score.getScoreUnit(),
                    String.format(Locale.ROOT, "%.2f ± %.2f", score.getScore(), score.getScoreError()));
        }
    }
}
