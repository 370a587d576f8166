package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @TempDir
    private Path folder;

    private final int port = Ports.free();

    @Test
    void keepsRecordsAndServesTheSameClientsWhenStoppedAndStartedAgain() throws Exception {
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, port).start();
                KafkaProducer<String, String> producer = producer(kafka)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }
            producer.initTransactions();
            send(producer, "before");
            kafka.stop();
            kafka.start();
            send(producer, "after");
        }
        try (EmbeddedKafka kafka = new EmbeddedKafka(folder, port).start()) {
            assertThat(read(kafka, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void namesAPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedKafka kafka = new EmbeddedKafka(folder, taken.getLocalPort())) {
            assertThatThrownBy(kafka::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("Kafka")
                    .hasMessageContaining(String.valueOf(port));
        }
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, String value) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("kept", 0, "key", value)).get();
        producer.commitTransaction();
    }

    private static List<String> read(EmbeddedKafka kafka, int records) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (values.size() < records && System.nanoTime() < deadline) {
                ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(200));
                polled.forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
