package io.millrace.gateway.log;

import io.millrace.schemas.topic.ProducerThread;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Whether the producer still has its thread: it does not come back, so without it the process is to be replaced. */
@Component("producerHealthIndicator")
final class ProducerHealth implements HealthIndicator {
    private final String clientId;

    ProducerHealth(ProducerFactory<?, ?> factory) {
        this.clientId = String.valueOf(factory.getConfigurationProperties().get(CommonClientConfigs.CLIENT_ID_CONFIG));
    }

    @Override
    public Health health() {
        return ProducerThread.isAlive(clientId)
                ? Health.up().build()
                : Health.down()
                        .withDetail("error", "the producer's thread has ended")
                        .build();
    }
}
