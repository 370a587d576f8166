package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ProducerThreadTest {
    @Test
    void livesAsLongAsTheProducer() {
        Map<String, Object> nobodyThere =
                Map.of("bootstrap.servers", "localhost:1", "client.id", "producer-thread-test");
        try (var _ = new KafkaProducer<>(nobodyThere, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(ProducerThread.isAlive("producer-thread-test")).isTrue();
        }

        assertThat(ProducerThread.isAlive("producer-thread-test")).isFalse();
    }
}
