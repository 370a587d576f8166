package io.millrace.gateway.answer;

import io.millrace.gateway.log.LogConsumers;
import io.millrace.gateway.log.LogThread;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads what executions come to, from the log's end and without a group, for as long as a caller waits for one and a
 * little longer. Records of executions that nobody waits for are dropped on their headers.
 */
@Component
public final class OutcomeReader implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OutcomeReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LINGER = Duration.ofMinutes(1);
    private static final Set<String> TYPES =
            Set.of(EventHeaders.typeName("NodeCompleted"), EventHeaders.typeName("ExecutionFinished"));

    private final LogConsumers consumers;
    private final Map<UUID, Held> waiting = new ConcurrentHashMap<>();
    private final LogThread thread = new LogThread("outcomes", this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How far each partition was read; only while there is somebody to read for. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private int callers;
    private boolean reading;

    OutcomeReader(LogConsumers consumers) {
        this.consumers = consumers;
    }

    /**
     * A caller comes: whatever is written from now on will be read, if that can be said in time.
     *
     * @return whether it can; if not, waiting for an outcome would be in vain
     */
    public boolean enter(Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            callers++;
            changed.signalAll();
            while (!reading && thread.isRunning() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return reading && thread.isRunning();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The caller goes. */
    public void leave() {
        lock.lock();
        try {
            callers--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on the caller is given the execution's records. */
    public void expect(UUID executionId, Held held) {
        Held first = waiting.putIfAbsent(executionId, held);
        if (first != null) {
            first.alsoTell(held); // the same delivery twice at once
        }
        if (!thread.isRunning()) {
            held.letGo();
        }
    }

    /** The caller waits for the execution no longer. */
    public void forget(UUID executionId, Held held) {
        waiting.remove(executionId, held);
    }

    /** How many callers wait. */
    public int waiting() {
        return waiting.size();
    }

    private void run() {
        while (thread.isRunning()) {
            try {
                awaitCallers();
                if (thread.isRunning()) {
                    read();
                }
            } catch (WakeupException | InterruptedException e) {
                log.debug("stopped reading outcomes", e);
            } catch (InvalidOffsetException e) {
                log.error(
                        "the log no longer holds what comes next at {}; callers are told by time-out", e.partitions());
                positions.keySet().removeAll(e.partitions());
                thread.pause(RETRY);
            } catch (KafkaException e) {
                log.warn("outcomes cannot be read, trying again: {}", e.toString());
                thread.pause(RETRY);
            } catch (RuntimeException | Error e) {
                log.error("reading outcomes failed, trying again", e);
                thread.pause(RETRY);
            }
        }
    }

    private void awaitCallers() throws InterruptedException {
        lock.lock();
        try {
            while (callers == 0 && thread.isRunning()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes on where it was interrupted; else at the end. */
    private void read() {
        try (var consumer = thread.uses(consumers.create("outcomes", "none"))) {
            List<TopicPartition> partitions = LogConsumers.partitions(consumer, Topics.EVENTS);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LogConsumers.ANSWER);
            consumer.assign(partitions);
            ends.forEach(
                    (partition, end) -> consumer.seek(partition, positions.merge(partition, end, (known, _) -> known)));
            begunToRead();
            long idleSince = System.nanoTime();
            while (thread.isRunning()) {
                consumer.poll(POLL).forEach(this::take);
                partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
                idleSince = idle() ? idleSince : System.nanoTime();
                if (System.nanoTime() - idleSince > LINGER.toNanos() && stopReading()) {
                    return;
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!waiting.isEmpty()
                && EventHeaders.type(record.headers()).filter(TYPES::contains).isPresent()) {
            EventHeaders.executionId(record.headers()).map(waiting::get).ifPresent(held -> held.take(record.value()));
        }
    }

    private void begunToRead() {
        lock.lock();
        try {
            reading = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        lock.lock();
        try {
            return callers == 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean stopReading() {
        lock.lock();
        try {
            if (callers > 0) {
                return false;
            }
            reading = false;
            positions.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Before the web server waits for the requests under way: those that are held are answered now. */
    @Override
    public void stop() {
        thread.end();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        waiting.values().forEach(Held::letGo);
        thread.join();
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }
}
