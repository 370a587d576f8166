package io.millrace.benchmark.jmh;

import io.millrace.schemas.event.TriggerReceived;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Start;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An execution of four steps from its trigger to its end, and the same folded from its events. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Deciding {
    private final FourSteps fourSteps = new FourSteps();
    private final TriggerReceived trigger = fourSteps.trigger();
    private final List<SpecificRecord> events = fourSteps.run(fourSteps.start(trigger));

    /** Decides and applies all of it, expressions included. */
    @Benchmark
    public List<SpecificRecord> decide() {
        return fourSteps.run(fourSteps.start(trigger));
    }

    /** Applies what was decided before, as whoever takes a partition over does. */
    @Benchmark
    public Execution fold() {
        Start start = fourSteps.start(trigger);
        Execution execution = Execution.accepted(start);
        for (SpecificRecord event : events) {
            execution = execution.apply(event);
        }
        return execution;
    }
}
