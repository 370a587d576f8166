package io.millrace.benchmark.live;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what gateway and worker would, at its own pace: triggers when they are due, events in transactions that each
 * take every running execution one record further.
 */
final class Publisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);
    private static final EventRecords RECORDS = new EventRecords("benchmark");
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final List<String> owners;
    private final int partitions;
    private final SplittableRandom random;
    private final Map<UUID, Execution> executions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Execution> accepted = new ConcurrentLinkedQueue<>();
    private final KafkaProducer<byte[], byte[]> gateway;
    private final KafkaProducer<byte[], byte[]> worker;
    private volatile long mostLateNanos;
    private volatile boolean triggersDone;

    Publisher(String kafka, List<String> owners, int partitions, long seed) {
        this.owners = owners;
        this.partitions = partitions;
        this.random = new SplittableRandom(seed);
        gateway = producer(kafka, Map.of());
        worker = producer(kafka, Map.of("transactional.id", "benchmark-" + UUID.randomUUID()));
        worker.initTransactions();
    }

    private static KafkaProducer<byte[], byte[]> producer(String kafka, Map<String, Object> more) {
        var properties = new HashMap<String, Object>(more);
        properties.put("bootstrap.servers", kafka);
        properties.put("retry.backoff.ms", 2);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Map<UUID, Execution> executions() {
        return executions;
    }

    /** How far the load was behind its own times at worst. */
    long mostLateMillis() {
        return TimeUnit.NANOSECONDS.toMillis(mostLateNanos);
    }

    /** Plays so many executions and returns when all of them are durable. */
    void play(int perSecond, int count) throws InterruptedException {
        triggersDone = false;
        mostLateNanos = 0;
        var working = Thread.ofPlatform().name("worker").start(this::work);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + TimeUnit.SECONDS.toNanos(i) / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            mostLateNanos = Math.max(mostLateNanos, System.nanoTime() - due);
            trigger();
        }
        gateway.flush();
        triggersDone = true;
        working.join();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its callback is told
    private void trigger() {
        var execution = new Execution(owners.get(random.nextInt(owners.size())), random.nextInt(partitions), random);
        executions.put(execution.id(), execution);
        gateway.send(RECORDS.numbered(Topics.TRIGGERS, execution.record(0)), (sent, failure) -> {
            if (failure == null) {
                execution.durable(0, System.nanoTime());
                accepted.add(execution);
            } else {
                log.error("a trigger was not written", failure);
                executions.remove(execution.id());
            }
        });
    }

    private void work() {
        var running = new ArrayList<Running>();
        while (!triggersDone || !accepted.isEmpty() || !running.isEmpty()) {
            long begin = System.nanoTime();
            for (Execution next = accepted.poll(); next != null; next = accepted.poll()) {
                running.add(new Running(next));
            }
            if (!running.isEmpty()) {
                commit(running);
                running.removeIf(Running::isOver);
            }
            LockSupport.parkNanos(TICK_NANOS - (System.nanoTime() - begin));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if one of them does
    private void commit(List<Running> running) {
        worker.beginTransaction();
        for (Running one : running) {
            worker.send(RECORDS.numbered(Topics.EVENTS, one.execution.record(one.next)));
        }
        worker.commitTransaction();
        long now = System.nanoTime();
        for (Running one : running) {
            one.execution.durable(one.next++, now);
        }
    }

    private static final class Running {
        final Execution execution;
        int next = 1;

        Running(Execution execution) {
            this.execution = execution;
        }

        boolean isOver() {
            return next == Execution.RECORDS;
        }
    }

    @Override
    public void close() {
        gateway.close();
        worker.close();
    }
}
