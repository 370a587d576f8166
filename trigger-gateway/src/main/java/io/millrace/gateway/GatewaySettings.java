package io.millrace.gateway;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gateway alone is told.
 *
 * @param answerTimeout how long a caller waits for Kafka's acknowledgement at most; then the answer is 503
 * @param maskedHeaders names of headers that are stored as {@code ***}, besides those that always are
 * @param requestMemoryPercent how much of what the heap has for others requests under way may take together; what is
 *     more is answered 429
 * @param maxProcessorDelay how long requests may wait for a processor, each of them and for a while, before more are
 *     answered 429; zero: for ever
 * @param body the bounds of request bodies
 */
@ConfigurationProperties("millrace.gateway")
public record GatewaySettings(
        @DefaultValue("4500ms") Duration answerTimeout,
        @DefaultValue List<String> maskedHeaders,
        @DefaultValue("25") int requestMemoryPercent,
        @DefaultValue("2s") Duration maxProcessorDelay,
        @DefaultValue Body body) {

    public GatewaySettings {
        if (answerTimeout.toMillis() < 1000) {
            throw new IllegalArgumentException("millrace.gateway.answer-timeout must be at least 1s");
        }
        maskedHeaders = List.copyOf(maskedHeaders);
    }

    /**
     * The bounds of request bodies.
     *
     * @param maxSize how long a body may be; a trigger's record must fit into 1 MiB as well
     * @param maxDepth how deeply JSON may be nested
     * @param maxNumberLength how many characters a number may have
     * @param maxStringLength how many characters a text in JSON may have, a key included
     * @param maxFields how many fields a form or a query may have
     * @param maxParts how many parts a multipart body may have
     * @param timeout how long a body may take to come; then the answer is 408
     */
    public record Body(
            @DefaultValue("1MB") DataSize maxSize,
            @DefaultValue("100") int maxDepth,
            @DefaultValue("1000") int maxNumberLength,
            @DefaultValue("1048576") int maxStringLength,
            @DefaultValue("1000") int maxFields,
            @DefaultValue("100") int maxParts,
            @DefaultValue("20s") Duration timeout) {}
}
