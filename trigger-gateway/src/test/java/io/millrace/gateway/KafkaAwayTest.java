package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayTest {
    @Test
    void withoutKafkaCallersAreToldInTimeAndWithItAgainAllGoesOn(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        try (var kafka = new EmbeddedKafka(folder, port);
                Gateway gateway = Gateway.start("localhost:" + port, "--millrace.gateway.answer-timeout=2s")) {
            gateway.call("GET", "/actuator/health/liveness").send().expect(200);
            gateway.call("GET", "/actuator/health/readiness").send().expect(503);
            gateway.json("POST", "/webhooks/away/a", "{}").send().expectProblem(503, "log-unavailable");

            kafka.start();
            await().untilAsserted(() ->
                    gateway.call("GET", "/actuator/health/readiness").send().expect(200));
            await().until(() -> isPublished(gateway, "a"));
            Set<UUID> accepted = new HashSet<>();
            await().until(() -> isAccepted(gateway, "a", accepted));

            kafka.stop();
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                var refused = call(gateway).expectProblem(503, "log-unavailable");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
                assertThat(refused.header("Retry-After")).isEqualTo("1");
            }
            gateway.publish("ada", "away", Definition.webhook("b")).expectProblem(503, "log-unavailable");
            gateway.call("GET", "/actuator/health/readiness").send().expect(503);
            gateway.call("GET", "/actuator/health/liveness").send().expect(200);
            gateway.call("GET", "/workflows/away").as("ada").send().expect(200);

            kafka.start();
            await().until(() -> isAccepted(gateway, "a", accepted));
            await().until(() -> isPublished(gateway, "c"));
            await().until(() -> isAccepted(gateway, "c", accepted));
            try (var log = new TriggerLog("localhost:" + port)) {
                assertThat(log.all()).containsAll(accepted);
            }
        }
    }

    /** On a busy machine a broker that has just started may not answer in time. */
    private static boolean isPublished(Gateway gateway, String path) {
        var answer = gateway.publish("ada", "away", Definition.webhook(path));
        return answer.status() == 503
                ? answer.expectProblem(503, "log-unavailable").status() == 200
                : List.of(200, 201).contains(answer.status());
    }

    private static boolean isAccepted(Gateway gateway, String path, Set<UUID> accepted) {
        var answer = gateway.json("POST", "/webhooks/away/" + path, "{}").send();
        return answer.status() == 503
                ? answer.expectProblem(503, "log-unavailable").status() == 202
                : accepted.add(answer.executionId());
    }

    private static Gateway.Answer call(Gateway gateway) {
        return gateway.json("POST", "/webhooks/away/a", "{}").send();
    }
}
