package io.millrace.benchmark.jmh;

import io.millrace.expression.CompiledParameters;
import io.millrace.expression.Json;
import io.millrace.expression.Scope;
import io.millrace.schemas.event.TriggerReceived;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;

/** The expressions of the four steps, each on a trigger that nothing has been read of yet. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Expressions {
    private final FourSteps fourSteps = new FourSteps();
    private final TriggerReceived trigger = fourSteps.trigger();
    private final CompiledParameters total = fourSteps.plan().step("total").parameters();
    private final CompiledParameters big = fourSteps.plan().step("big").parameters();
    private final Json input = Json.object(Map.of("total", Json.of(110)));

    private Scope scope() {
        return Scope.of(
                Json.encoded(trigger.getTrigger().getData().duplicate()),
                input,
                Map.of("total", input),
                Json.EMPTY_OBJECT,
                Json.EMPTY_OBJECT,
                Instant.EPOCH);
    }

    /** {@code $sum(trigger.body.items.(price * quantity))}, and its result as bytes. */
    @Benchmark
    public int sumOfProducts() {
        return total.in(scope()).require("values").size();
    }

    /** {@code nodes.total.total > 100}. */
    @Benchmark
    public boolean comparison() {
        return big.in(scope()).condition("condition");
    }
}
