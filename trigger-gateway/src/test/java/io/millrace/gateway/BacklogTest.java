package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import io.millrace.schemas.topic.Place;
import io.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
    @Test
    void whenTooMuchWaitsNewCallersAreSentAway(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        String servers = "localhost:" + port;
        try (var kafka = new EmbeddedKafka(folder, port)) {
            kafka.start();
            try (Gateway gateway = Gateway.start(
                            servers, "--millrace.topics.partitions=2", "--millrace.gateway.intake.max-lag=40");
                    Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                gateway.publish("ada", "busy", Definition.webhook("in")).expect(201);

                // No worker has ever said how far it is: everything is taken.
                for (int i = 0; i < 100; i++) {
                    call(gateway).expect(202);
                }
                await().untilAsserted(() -> assertThat(backlog(gateway)).isZero());

                // One says that it has decided nothing, and stands still.
                commit(admin, 0);
                await().untilAsserted(() -> call(gateway).expectProblem(429, "overloaded"));
                assertThat(call(gateway).header("Retry-After")).isEqualTo("60");
                assertThat(backlog(gateway)).isGreaterThanOrEqualTo(100);
                gateway.call("GET", "/workflows/busy").as("ada").send().expect(200);

                // It works, and the time to come back is that of its pace.
                await().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                    // Half of what waits at most: some time has to be left to come back at.
                    commit(admin, Math.min(24, position(admin) + 2));
                    assertThat(Integer.parseInt(
                                    String.valueOf(call(gateway).expect(429).header("Retry-After"))))
                            .isBetween(5, 59);
                });

                // It is there.
                commit(admin, 1_000_000);
                await().untilAsserted(() -> call(gateway).expect(202));

                // Nobody can tell any more how far it is: everything is taken, and that is told.
                admin.alterConsumerGroupOffsets(
                                Topics.WORKER_GROUP,
                                Map.of(
                                        new TopicPartition(Topics.TRIGGERS, 0),
                                        new OffsetAndMetadata(0, "not a worker's")))
                        .all()
                        .get();
                await().untilAsserted(() -> assertThat(backlog(gateway)).isEqualTo(-1));
                call(gateway).expect(202);
            }
        }
    }

    private static Gateway.Answer call(Gateway gateway) {
        return gateway.json("POST", "/webhooks/busy/in", "{}").send();
    }

    private static double backlog(Gateway gateway) {
        return gateway.call("GET", "/actuator/prometheus")
                .send()
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_backlog{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    /** As a worker would, that far in each partition, or to its end. */
    private static void commit(Admin admin, long position) throws Exception {
        var places = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (int i = 0; i < 2; i++) {
            var partition = new TopicPartition(Topics.TRIGGERS, i);
            long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
            long reached = Math.min(position, end);
            places.put(partition, new Place(0, reached, 0).toCommit());
        }
        admin.alterConsumerGroupOffsets(Topics.WORKER_GROUP, places).all().get();
    }

    private static long position(Admin admin) throws Exception {
        OffsetAndMetadata place = admin.listConsumerGroupOffsets(Topics.WORKER_GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(Topics.TRIGGERS, 0));
        return place == null ? 0 : Place.of(place).position();
    }
}
