package io.millrace.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopicTailTest {
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", Servers.kafka());
    private final String topic = "tail-" + UUID.randomUUID();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void readsWhatIsThereAndWhatComes() throws Exception {
        createTopic();
        write("a");
        try (var tail = new TopicTail(kafka, topic, record -> seen.add(new String(record.key(), UTF_8)))) {
            tail.start();
            tail.awaitHandled(0, Patience.LONG);
            long second = write("b");
            tail.awaitHandled(second, Patience.LONG);

            assertThat(seen).containsExactly("a", "b");
            assertThat(tail.failure()).isEmpty();
        }
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        createTopic();
        try (var tail = new TopicTail(kafka, topic, record -> {})) {
            tail.start();

            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> tail.awaitHandled(0, Duration.ofMillis(50)))
                    .withMessageContaining(topic + "-0");
        }
    }

    @Test
    void tellsWhyItEnded() throws Exception {
        createTopic();
        write("a");
        try (var tail = new TopicTail(kafka, topic, record -> {
            throw new IllegalArgumentException("cannot use " + record.offset());
        })) {
            tail.start();

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> tail.awaitHandled(0, Patience.LONG))
                    .havingRootCause()
                    .withMessage("cannot use 0");
            assertThat(tail.failure()).isPresent();
        }
    }

    @Test
    void tellsThatThereWasNoMemoryToo() throws Exception {
        createTopic();
        write("a");
        try (var tail = new TopicTail(kafka, topic, record -> {
            throw new OutOfMemoryError("of the test");
        })) {
            tail.start();

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> tail.awaitHandled(0, Patience.LONG))
                    .havingRootCause()
                    .withMessage("of the test");
        }
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(kafka)) {
            TopicProvisioner.ensure(admin, List.of(new TopicSpec(topic, 1, true, Map.of())));
        }
    }

    private long write(String key) throws Exception {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>(topic, key, "v")).get().offset();
        }
    }
}
