package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayTest {
    @Test
    void withoutKafkaCallersAreToldInTimeAndWithItAgainAllGoesOn(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        try (var kafka = new EmbeddedKafka(folder, port);
                Gateway gateway = Gateway.start("localhost:" + port)) {
            gateway.call("GET", "/actuator/health/liveness").send().expect(200);
            gateway.call("GET", "/actuator/health/readiness").send().expect(503);
            gateway.json("POST", "/webhooks/away/a", "{}").send().expectProblem(503, "log-unavailable");

            kafka.start();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> gateway.call("GET", "/actuator/health/readiness")
                    .send()
                    .expect(200));
            gateway.publish("ada", "away", Definition.webhook("a")).expect(201);
            Set<UUID> accepted = new HashSet<>();
            accepted.add(call(gateway).executionId());

            kafka.stop();
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                var refused = call(gateway).expectProblem(503, "log-unavailable");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                assertThat(refused.header("Retry-After")).isEqualTo("1");
            }
            gateway.publish("ada", "away", Definition.webhook("b")).expectProblem(503, "log-unavailable");
            gateway.call("GET", "/actuator/health/readiness").send().expect(503);
            gateway.call("GET", "/actuator/health/liveness").send().expect(200);
            gateway.call("GET", "/workflows/away").as("ada").send().expect(200);

            kafka.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                var answer = call(gateway);
                if (answer.status() == 202) {
                    accepted.add(answer.executionId());
                    return true;
                }
                answer.expectProblem(503, "log-unavailable");
                return false;
            });
            gateway.publish("ada", "away", Definition.webhook("c")).expect(200);
            gateway.json("POST", "/webhooks/away/c", "{}").send().expect(202);
            try (var log = new TriggerLog("localhost:" + port)) {
                assertThat(log.all()).containsAll(accepted).hasSize(accepted.size() + 1);
            }
        }
    }

    private static Gateway.Answer call(Gateway gateway) {
        return gateway.json("POST", "/webhooks/away/a", "{}").send();
    }
}
