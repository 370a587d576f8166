package io.millrace.gateway.idempotency;

import io.millrace.gateway.log.LogConsumers;
import io.millrace.gateway.log.LogThread;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Follows the keys that workers write, from where the window begins and without a group; a broker that is away is
 * waited for.
 */
@Component
final class KeyReader implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(KeyReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final LogConsumers consumers;
    private final TakenKeys keys;
    private final IdempotencySettings settings;
    private final Clock clock;
    private final LogThread thread = new LogThread("taken-keys", this::run);
    /** How far each partition was read. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    KeyReader(LogConsumers consumers, TakenKeys keys, IdempotencySettings settings, Clock clock) {
        this.consumers = consumers;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    private void run() {
        while (thread.isRunning()) {
            try {
                read();
            } catch (WakeupException e) {
                log.debug("stopped reading keys", e);
            } catch (KafkaException e) {
                log.warn("idempotency keys cannot be read, trying again: {}", e.toString());
                thread.pause(RETRY);
            } catch (RuntimeException | Error e) {
                log.error("reading idempotency keys failed, trying again", e);
                thread.pause(RETRY);
            }
        }
    }

    /** Goes on where it was interrupted. */
    private void read() {
        // What the topic no longer holds, nobody needs.
        try (var consumer = thread.uses(consumers.create("keys", "earliest"))) {
            List<TopicPartition> partitions = LogConsumers.partitions(consumer, Topics.KEYS);
            if (partitions.isEmpty()) {
                thread.pause(RETRY); // the topics are about to be made
                return;
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LogConsumers.ANSWER);
            consumer.assign(partitions);
            begin(consumer, partitions, ends);
            while (thread.isRunning()) {
                consumer.poll(POLL).forEach(keys::take);
                partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
                if (!keys.complete() && haveReached(ends)) {
                    log.info("read {} idempotency keys", keys.size());
                    keys.completed();
                }
            }
        }
    }

    private void begin(
            KafkaConsumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends) {
        if (positions.isEmpty()) {
            var since = new HashMap<TopicPartition, Long>();
            long before = clock.instant().minus(settings.window()).toEpochMilli();
            partitions.forEach(partition -> since.put(partition, before));
            consumer.offsetsForTimes(since, LogConsumers.ANSWER)
                    .forEach((partition, found) -> positions.put(
                            partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        }
        positions.forEach(consumer::seek);
    }

    private boolean haveReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.end();
        thread.join();
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }
}
