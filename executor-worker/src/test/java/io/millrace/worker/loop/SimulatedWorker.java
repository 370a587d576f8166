package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.worker.WorkerSettings;
import io.millrace.worker.execution.Input;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;

/** A worker's loop in a simulation: it does something only when the test steps it. */
final class SimulatedWorker {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    /** Loads sleepers when the test wants it. */
    private final class Loader implements SleeperLoader {
        private record Wanted(Partition partition, Checkpoint checkpoint) {}

        private final Inbox inbox;
        private final List<Wanted> wanted = new ArrayList<>();

        Loader(Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public void wake(Partition partition, Checkpoint checkpoint, Input input) {
            if (partition.sleepers.wake(checkpoint.executionId(), input)) {
                wanted.add(new Wanted(partition, checkpoint));
            }
        }

        void load() {
            for (Wanted one : wanted) {
                var record = broker.at(
                                Takeover.checkpoints(one.partition().number),
                                one.checkpoint().offset())
                        .orElseThrow();
                String key = one.checkpoint().executionId().toString();
                assertThat(new String(record.key(), UTF_8)).isEqualTo(key);
                try {
                    var state = EventCodec.decode(record.value(), ExecutionCheckpointed.class);
                    inbox.send(
                            new Inbox.Loaded(one.partition(), one.checkpoint().executionId(), Optional.of(state)));
                } catch (UndecodableEventException e) {
                    throw new AssertionError(e);
                }
            }
            wanted.clear();
        }

        @Override
        public void taken() {
            // there is room for all of them
        }

        @Override
        public void close() {
            wanted.clear();
        }
    }

    /** Reads keys when the test wants it. */
    private final class Reader implements KeyLoader {
        private final Inbox inbox;
        private final List<Partition> wanted = new ArrayList<>();

        Reader(Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public void load(Partition partition) {
            wanted.add(partition);
        }

        void load() {
            for (Partition partition : wanted) {
                var keys = new AcceptedKeys(Workers.WINDOW);
                TopicPartition log = Takeover.keys(partition.number);
                broker.readTo(log, 0, partition.found().keysEnd(), keys::add);
                inbox.send(new Inbox.KeysKnown(partition, keys));
            }
            wanted.clear();
        }

        @Override
        public void close() {
            wanted.clear();
        }
    }

    final MemoryLogs logs;
    private final MemoryBroker broker;
    private final Assignment assignment;
    private final Session session;
    private final List<Loader> loader = new ArrayList<>();
    private final List<Reader> reader = new ArrayList<>();

    SimulatedWorker(
            MemoryBroker broker,
            MemoryLogs.Fate fate,
            WorkerSettings settings,
            int partitions,
            DecisionPool pool,
            Definitions definitions,
            SplittableRandom random,
            Clock clock) {
        this.broker = broker;
        this.logs = new MemoryLogs(broker, fate);
        this.assignment = new Assignment(logs, new Takeover(logs, clock));
        this.session = new Session(
                settings,
                partitions,
                logs,
                new Gathering(logs, 1, Duration.ZERO), // as under load
                assignment,
                inbox -> {
                    var newLoader = new Loader(inbox);
                    loader.add(newLoader);
                    return newLoader;
                },
                inbox -> {
                    var newReader = new Reader(inbox);
                    reader.add(newReader);
                    return newReader;
                },
                pool,
                definitions,
                () -> 0,
                random,
                new LoopMetrics(new SimpleMeterRegistry(), "simulated"),
                clock);
    }

    void step() throws InterruptedException, ExecutionException {
        session.step();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (assignment.partitions().stream().anyMatch(partition -> partition.slowNodes.size() > 0)) {
            assertThat(System.nanoTime()).as("slow nodes end").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** What is wanted from the logs comes. */
    void read() {
        loader.forEach(Loader::load);
        reader.forEach(Reader::load);
    }

    /** What there is to do, counted anew. */
    Load load() {
        return assignment.measure();
    }

    /** It ends as well as it can. */
    void close() {
        session.close();
    }
}
