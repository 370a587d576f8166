package io.millrace.gateway.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.gateway.log.EventLog;
import io.millrace.gateway.log.FollowedTopic;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.CatalogChange;
import io.millrace.schemas.workflow.WorkflowCatalog;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.web.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * All definitions, read from the log from its start and followed from then on. What this instance publishes counts here
 * too only once it has come back from the log: every instance sees the same changes in the same order.
 */
@Component
public final class Definitions implements FollowedTopic, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);

    private final WorkflowCatalog catalog;
    private final Map<String, CompletableFuture<CatalogChange>> published = new ConcurrentHashMap<>();
    private final TopicTail tail;
    private final EventLog events;
    private final Duration timeout;
    private final Counter unreadable;
    private volatile boolean complete;

    Definitions(
            ConsumerFactory<?, ?> consumers,
            WorkflowParser parser,
            EventLog events,
            GatewaySettings settings,
            MeterRegistry meters) {
        this.catalog = new WorkflowCatalog(parser);
        this.events = events;
        this.timeout = settings.answerTimeout();
        var properties = new HashMap<>(consumers.getConfigurationProperties());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "trigger-gateway-definitions");
        this.tail = new TopicTail(properties, Topics.DEFINITIONS, this::handle);
        this.unreadable = Counter.builder("millrace.definitions.unreadable")
                .description("records of the definitions topic that could not be applied")
                .register(meters);
        Gauge.builder("millrace.definitions.position", tail, TopicTail::position)
                .description("the offset of the next definition to read")
                .register(meters);
    }

    /**
     * The workflows as of now.
     *
     * @throws ProblemException {@code log-unavailable} before the topic has been read to its end once
     */
    public WorkflowCatalog catalog() {
        if (!complete) {
            throw new ProblemException(ProblemType.LOG_UNAVAILABLE, "the workflow definitions are still being read")
                    .withHeader("Retry-After", "1");
        }
        return catalog;
    }

    /**
     * Appends a change and tells what came of it.
     *
     * @throws ProblemException {@code log-unavailable} if that is not known in time
     */
    CatalogChange publish(ProducerRecord<byte[], byte @Nullable []> change) {
        String key = new String(change.key(), UTF_8);
        var outcome = new CompletableFuture<CatalogChange>();
        published.put(key, outcome);
        try {
            events.append(change);
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        } finally {
            published.remove(key);
        }
    }

    @Override
    public String topic() {
        return Topics.DEFINITIONS;
    }

    @Override
    public void awaitComplete(long end) throws InterruptedException {
        events.prepare(Topics.DEFINITIONS);
        events.prepare(Topics.TRIGGERS);
        while (!complete) {
            try {
                tail.awaitHandled(end - 1, timeout);
                complete = true;
                log.info("read {} workflows", catalog.all().size());
            } catch (TimeoutException e) {
                log.info("reading definitions, at {} of {}", tail.position(), end);
            }
        }
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public TopicTail tail() {
        return tail;
    }

    @Override
    public void close() {
        tail.close();
    }

    private void handle(ConsumerRecord<byte[], byte @Nullable []> record) {
        String key = new String(record.key(), UTF_8);
        try {
            Optional<SpecificRecord> value =
                    record.value() == null ? Optional.empty() : Optional.of(EventCodec.decode(record.value()));
            CatalogChange change = catalog.apply(key, value);
            CompletableFuture<CatalogChange> waiting = value.isPresent() ? published.get(key) : null;
            if (waiting != null) {
                waiting.complete(change);
            }
        } catch (UndecodableEventException | RuntimeException e) {
            // One bad record must not take every other workflow's changes away.
            unreadable.increment();
            log.error("cannot apply the definition {} at offset {}", key, record.offset(), e);
        }
    }

    private static ProblemException unknown(Throwable cause) {
        return new ProblemException(
                        ProblemType.LOG_UNAVAILABLE,
                        "whether the change took effect is not known; look, then retry",
                        cause)
                .withHeader("Retry-After", "1");
    }
}
