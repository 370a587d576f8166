package io.millrace.benchmark;

import io.millrace.benchmark.flow.FourStep;
import io.millrace.benchmark.flow.Overload;
import io.millrace.benchmark.history.HistoryBenchmark;
import io.millrace.benchmark.live.LivePrograms;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** {@code java -jar benchmark.jar PROGRAM}: the sizes are system properties that each program's report lists. */
public final class Benchmark {
    private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.of(
            "broker", Broker::main,
            "four-step", FourStep::main,
            "history", HistoryBenchmark::main,
            "overload", Overload::main,
            "live-steady", LivePrograms::steady,
            "live-churn", LivePrograms::churn,
            "live-storm", LivePrograms::storm));

    private Benchmark() {}

    /** One of them; takes the arguments behind its name. */
    @FunctionalInterface
    interface Program {
        void run(String[] arguments) throws Exception;
    }

    /** Runs one. */
    public static void main(String[] arguments) throws Exception {
        Program program = arguments.length == 0 ? null : PROGRAMS.get(arguments[0]);
        if (program == null) {
            System.err.println("Name one of " + PROGRAMS.keySet());
            System.exit(2);
            return;
        }
        program.run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
