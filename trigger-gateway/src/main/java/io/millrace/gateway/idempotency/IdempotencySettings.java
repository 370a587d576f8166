package io.millrace.gateway.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the gateway is told about idempotency keys.
 *
 * @param window for how long a key stands for its execution, 24 to 48 hours; the same in the worker
 * @param expressionTimeout after how long working out a webhook's {@code idempotencyKey} is given up
 * @param maxKeys how many of the newest keys are remembered here, each in 32 to 64 bytes; the workers know them all
 */
@ConfigurationProperties("millrace.idempotency")
public record IdempotencySettings(
        @DefaultValue("24h") Duration window,
        @DefaultValue("1s") Duration expressionTimeout,
        @DefaultValue("2000000") int maxKeys) {

    public IdempotencySettings {
        if (expressionTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("millrace.idempotency.expression-timeout must be at least 1ms");
        }
        if (maxKeys < 1) {
            throw new IllegalArgumentException("millrace.idempotency.max-keys must be at least 1");
        }
    }
}
