package io.millrace.benchmark.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes executions to the topics. */
final class Load implements AutoCloseable {
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    /** Every so many executions one is looked for. */
    private static final int SAMPLE = 10;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Executions executions = new Executions(Long.getLong("millrace.seed", 42));
    private final Map<String, UUID> last = new HashMap<>();
    private volatile @Nullable Exception failure;

    Load(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "batch.size", 65536),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** As fast as the broker takes them, spread evenly over a day; returns when it has acknowledged all. */
    void fill(int count, Instant day) {
        for (int i = 0; i < count; i++) {
            Executions.Made made = executions.next(day.plus((long) (DAY_MS * ((double) i / count)), ChronoUnit.MILLIS));
            send(made);
            last.put(made.owner(), made.id());
        }
        flush();
    }

    private void send(Executions.Made made) {
        for (ProducerRecord<byte[], byte[]> record : made.records()) {
            var _ = producer.send(record, (metadata, error) -> {
                if (error != null) {
                    failure = error;
                }
            });
        }
    }

    private void flush() {
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("the broker refused records", failure);
        }
    }

    UUID lastOf(String owner) {
        return Objects.requireNonNull(last.get(owner));
    }

    /**
     * At their own pace, whatever becomes of them; returns the time in microseconds from the one that each of a sample
     * was meant for to the answer that shows it as finished.
     */
    Histogram watch(int rate, int seconds, Recorder recorder) {
        var latencies = new ConcurrentHistogram(3);
        try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (int i = 0; i < rate * seconds; i++) {
                long due = begin + TimeUnit.SECONDS.toNanos(i) / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Executions.Made made = executions.next(Instant.now().truncatedTo(ChronoUnit.MILLIS));
                send(made);
                if (i % SAMPLE == 0) {
                    watchers.execute(() -> {
                        recorder.awaitFinished(made.owner(), made.id());
                        latencies.recordValue((System.nanoTime() - due) / 1000);
                    });
                }
            }
        }
        flush();
        return latencies;
    }

    @Override
    public void close() {
        producer.close();
    }
}
