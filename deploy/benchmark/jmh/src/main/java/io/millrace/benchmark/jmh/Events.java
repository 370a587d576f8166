package io.millrace.benchmark.jmh;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.TriggerReceived;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The trigger and all events of an execution of four steps, to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Events {
    private final List<SpecificRecord> events = all();
    private final List<byte[]> encoded = events.stream().map(EventCodec::encode).toList();

    private static List<SpecificRecord> all() {
        var fourSteps = new FourSteps();
        TriggerReceived trigger = fourSteps.trigger();
        List<SpecificRecord> all = new ArrayList<>(List.of(trigger));
        all.addAll(fourSteps.run(fourSteps.start(trigger)));
        return all;
    }

    /** As the worker does. */
    @Benchmark
    public void encode(Blackhole taken) {
        events.forEach(event -> taken.consume(EventCodec.encode(event)));
    }

    /** As recorder and notifier do. */
    @Benchmark
    public void decode(Blackhole taken) throws UndecodableEventException {
        for (byte[] bytes : encoded) {
            taken.consume(EventCodec.decode(bytes));
        }
    }
}
