package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import io.millrace.notifier.stream.Events;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    @Test
    void kafkaGoesAndComesBack(@TempDir Path folder) throws Exception {
        try (var kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free())) {
            kafka.start();
            try (var service = Service.on(kafka.bootstrapServers(), new Users(folder));
                    var socket = service.socket("ann").send("{\"type\":\"subscribe\"}")) {
                socket.first("subscribed");
                UUID before;
                try (var writer = new Writer(kafka.bootstrapServers())) {
                    before = writer.execute(Events.of("ann", "orders", 0), 1);
                }
                assertThat(socket.sequences(before)).containsExactly(0, 1, 2, 3);

                kafka.stop();
                await("health without Kafka").until(() -> readiness(service) == 503);

                kafka.start();
                await("health with Kafka").until(() -> readiness(service) == 200);
                UUID after;
                try (var writer = new Writer(kafka.bootstrapServers())) {
                    after = writer.execute(Events.of("ann", "orders", 0), 1);
                }
                assertThat(socket.sequences(after)).containsExactly(0, 1, 2, 3);
                assertThat(socket.all())
                        .noneMatch(message -> message.get("type").asString().equals("reload"));
            }
        }
    }

    private static int readiness(Service service) throws Exception {
        return service.get("/actuator/health/readiness").statusCode();
    }
}
