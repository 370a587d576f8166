package io.millrace.gateway.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.Flush;
import io.millrace.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Appends records to Kafka's topics; safe for any number of threads, each of which waits for its own records alone. */
@Component
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);

    /** When and why the last append failed. */
    record LastFailure(Instant time, String reason) {}

    /** What is timed apart. */
    private record Append(String topic, boolean acknowledged) {}

    private final Producer<byte[], byte[]> producer;
    private final Duration timeout;
    private final MeterRegistry meters;
    private final Pace pace = new Pace(System::nanoTime);
    private final Flush flush;
    private final Map<Append, Timer> timers = new ConcurrentHashMap<>();
    private volatile @Nullable LastFailure lastFailure;

    EventLog(Producer<byte[], byte[]> producer, GatewaySettings settings, MeterRegistry meters) {
        this.producer = producer;
        this.flush = new Flush(producer::flush);
        this.timeout = settings.answerTimeout();
        this.meters = meters;
    }

    /**
     * Appends the record and waits until every in-sync replica has it.
     *
     * @throws ProblemException {@code log-unavailable} if that is not known in time; the record may be there all the
     *     same
     */
    public void append(ProducerRecord<byte[], byte @Nullable []> record) {
        long start = System.nanoTime();
        boolean done = false;
        try {
            Future<RecordMetadata> sent = send(record, (_, _) -> {});
            if (!pace.isFast()) {
                flush.soon();
            }
            await(sent);
            done = true;
        } finally {
            timers.computeIfAbsent(new Append(record.topic(), done), this::timer)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(Append append) {
        return Timer.builder("millrace.log.append")
                .description("from handing a record to the producer until its acknowledgement")
                .tag("topic", append.topic())
                .tag("outcome", append.acknowledged() ? "acknowledged" : "failed")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(5))
                .register(meters);
    }

    /** Appends the record some time; for what somebody else makes up for if it fails. */
    public void appendLater(ProducerRecord<byte[], byte @Nullable []> record) {
        try {
            Future<RecordMetadata> _ = send(record, (_, e) -> {
                if (e != null) {
                    notAppended(record, e);
                }
            });
        } catch (ProblemException e) {
            notAppended(record, e);
        }
    }

    /** Connects to the brokers that hold the topic, so that the first caller does not wait for it. */
    public void prepare(String topic) {
        try {
            log.debug(
                    "{} has {} partitions", topic, producer.partitionsFor(topic).size());
        } catch (KafkaException e) {
            log.warn("{} is not reached yet: {}", topic, e.toString());
        }
    }

    /**
     * How many partitions the topic has.
     *
     * @throws ProblemException {@code log-unavailable} if no broker tells
     */
    public int partitions(String topic) {
        try {
            return producer.partitionsFor(topic).size();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void close() {
        flush.close();
    }

    Optional<LastFailure> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    @SuppressWarnings("NullAway") // Kafka's types do not say that a value may be null: it makes a tombstone
    private Future<RecordMetadata> send(
            ProducerRecord<byte[], byte @Nullable []> record, org.apache.kafka.clients.producer.Callback callback) {
        try {
            return producer.send(record, callback);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private static void notAppended(ProducerRecord<byte[], byte @Nullable []> record, Exception e) {
        log.warn("a record for {} was not appended: {}", record.topic(), e.toString());
    }

    private void await(Future<RecordMetadata> sent) {
        try {
            sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private ProblemException unavailable(Throwable cause) {
        lastFailure = new LastFailure(Instant.now(), cause.toString());
        return new ProblemException(
                        ProblemType.LOG_UNAVAILABLE,
                        "the event log did not acknowledge in time; please try again",
                        cause)
                .withHeader("Retry-After", "1");
    }
}
