package io.millrace.notifier.stream;

import io.millrace.schemas.codec.DeadLetters;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, counts and sends to the dead-letter topic. */
final class KafkaDeadLetterBox implements DeadLetterBox, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaDeadLetterBox.class);
    private static final String CONSUMER = "notifier";
    private static final int REMEMBERED = 1000;

    private final Map<String, Object> kafkaProperties;
    private final StreamMetrics metrics;
    /** Whoever reads a damaged record again must not fill the topic with it. */
    private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private @Nullable KafkaProducer<byte[], byte[]> producer;

    KafkaDeadLetterBox(Map<String, Object> kafkaProperties, StreamMetrics metrics) {
        this.kafkaProperties = kafkaProperties;
        this.metrics = metrics;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // its callback is told
    public synchronized void put(ConsumerRecord<byte[], byte[]> record, String reason) {
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        if (!known.add(place)) {
            return;
        }
        metrics.undecodable();
        log.error("nobody can be told of the record at {}: {}", place, reason);
        if (producer == null) {
            producer = producer();
        }
        // Not waited for: the record itself stays in its topic, and the log above says where.
        producer.send(DeadLetters.of(CONSUMER, record, reason), (sent, failure) -> {
            if (failure != null) {
                log.error("the record at {} is not in the dead-letter topic", place, failure);
            }
        });
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var properties = new HashMap<>(kafkaProperties);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, CONSUMER + "-dead-letters");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
