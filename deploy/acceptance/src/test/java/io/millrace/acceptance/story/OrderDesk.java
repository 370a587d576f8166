package io.millrace.acceptance.story;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Another service, which wants to know how each execution of one workflow ends. */
final class OrderDesk {

    private final KafkaConsumer<byte[], byte[]> consumer;

    OrderDesk(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "order-desk",
                "auto.offset.reset", "earliest",
                // Never shows what a worker wrote and then took back.
                "isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns after {@link #stop()}. */
    void watch(String workflowId, Consumer<ExecutionFinished> desk) throws UndecodableEventException {
        try (consumer) {
            consumer.subscribe(List.of(Topics.EVENTS));
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    // The headers say what it is; only what is wanted is decoded.
                    if (EventHeaders.type(record.headers()).equals(Optional.of("io.millrace.ExecutionFinished"))
                            && EventHeaders.workflow(record.headers()).equals(Optional.of(workflowId))) {
                        desk.accept(EventCodec.decode(record.value(), ExecutionFinished.class));
                    }
                }
            }
        } catch (WakeupException stopped) {
            // What was seen since the last commit will be seen again: (execution id, sequence) tells a repeat.
        }
    }

    /** Ends {@link #watch}; any thread may call it. */
    void stop() {
        consumer.wakeup();
    }
}
