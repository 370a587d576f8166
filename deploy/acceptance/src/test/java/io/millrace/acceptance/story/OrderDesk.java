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
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Another service: it wants to know how each execution of one workflow ends. The README shows it as it stands here. */
final class OrderDesk {

    static void watch(String bootstrapServers, String workflowId, Consumer<ExecutionFinished> desk) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "order-desk",
                "auto.offset.reset", "earliest",
                // Records of transactions that were aborted are never shown.
                "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
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
        } catch (UndecodableEventException e) {
            throw new IllegalStateException("an event that this version cannot read", e);
        } catch (InterruptException e) {
            // Asked to stop.
        }
    }

    private OrderDesk() {}
}
