package io.millrace.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.stream.Cursor;
import io.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DeliveryTest {
    private static Service service;
    private static Writer writer;

    private final String ann = "ann-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        service = new Service(new Users(folder), "millrace.sockets.heartbeat=300ms");
        writer = new Writer(Servers.kafka());
    }

    @AfterAll
    static void stop() {
        writer.close();
        service.close();
    }

    @Test
    void usersSeeTheirOwnExecutionsInOrder() throws Exception {
        try (var annsSocket = service.socket(ann).send("{\"type\":\"subscribe\"}");
                var bobsSocket = service.socket(bob).send("{\"type\":\"subscribe\"}")) {
            assertThat(annsSocket.protocol()).isEqualTo("millrace.v1");
            assertThat(Cursor.decode(
                            annsSocket.first("subscribed").get("cursor").asString()))
                    .isPresent();
            bobsSocket.first("subscribed");
            UUID anns = writer.execute(Events.of(ann, "orders", 0), 3);
            UUID bobs = writer.execute(Events.of(bob, "orders", 0), 1);

            assertThat(types(annsSocket.of(anns)))
                    .containsExactly(
                            "execution.queued",
                            "execution.started",
                            "node.completed",
                            "node.completed",
                            "node.completed",
                            "execution.finished");
            assertThat(annsSocket.sequences(anns)).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(bobsSocket.sequences(bobs)).containsExactly(0, 1, 2, 3);
            assertThat(annsSocket.now(bobs)).isEmpty();
            assertThat(bobsSocket.now(anns)).isEmpty();
            assertThat(service.metric("millrace.notifier.lag")).isPositive();
        }
    }

    @Test
    void aTriggerThatTwoGatewaysWroteIsToldOnce() throws Exception {
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            socket.first("subscribed");
            Events execution = Events.ofDelivery(ann, "orders", 0);
            writer.trigger(execution);
            writer.trigger(execution);
            writer.commit(execution.started());
            writer.commit(execution.finished(2));
            writer.trigger(execution);
            UUID behind = writer.execute(Events.of(ann, "orders", 0), 0);

            assertThat(socket.sequences(behind)).containsExactly(0, 1, 2);
            assertThat(socket.sequences(execution.executionId())).containsExactly(0, 1, 2);
        }
    }

    @Test
    void severalSubscriptionsOfOneSocketAreTold() throws Exception {
        try (var socket = service.socket(ann)) {
            socket.send("{\"type\":\"subscribe\",\"workflowId\":\"orders\",\"subscription\":\"o\"}");
            socket.send("{\"type\":\"subscribe\",\"workflowId\":\"returns\"}");
            await().until(() -> socket.all().stream()
                            .filter(message -> message.get("type").asString().equals("subscribed"))
                            .count()
                    == 2);
            UUID orders = writer.execute(Events.of(ann, "orders", 0), 0);
            UUID returns = writer.execute(Events.of(ann, "returns", 1), 0);
            UUID others = writer.execute(Events.of(ann, "others", 2), 0);

            assertThat(socket.of(orders))
                    .allSatisfy(message ->
                            assertThat(message.get("subscription").asString()).isEqualTo("o"));
            assertThat(socket.of(returns)).noneMatch(message -> message.has("subscription"));
            assertThat(socket.now(others)).isEmpty();

            socket.send("{\"type\":\"unsubscribe\",\"subscription\":\"o\"}").send("{\"type\":\"ping\"}");
            socket.first("pong");
            UUID later = writer.execute(Events.of(ann, "orders", 0), 0);
            UUID laterReturns = writer.execute(Events.of(ann, "returns", 0), 0);
            assertThat(socket.sequences(laterReturns)).containsExactly(0, 1, 2);
            assertThat(socket.now(later)).isEmpty();
        }
    }

    @Test
    void serverSentEventsSayTheSame() throws Exception {
        try (var events = service.events(ann, "?workflowId=orders", Optional.empty())) {
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.header("Content-Type")).startsWith("text/event-stream");
            events.first("subscribed");
            UUID orders = writer.execute(Events.of(ann, "orders", 0), 1);
            UUID returns = writer.execute(Events.of(ann, "returns", 0), 1);
            writer.execute(Events.of(bob, "orders", 0), 1);

            assertThat(events.sequences(orders)).containsExactly(0, 1, 2, 3);
            assertThat(events.now(returns)).isEmpty();
            String last = events.of(orders).getLast().get("cursor").asString();
            assertThat(events.lines()).contains("id: " + last);
            await("a heartbeat with a later place").until(() -> events.lines().contains(": still here"));
        }
    }

    @Test
    void whoeverIsToldNothingIsToldWhereItStands() throws Exception {
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\",\"subscription\":\"s\"}");
                var events = service.events(ann, "", Optional.empty())) {
            String begin = socket.first("subscribed").get("cursor").asString();
            writer.execute(Events.of(bob, "orders", 0), 1);
            for (Messages client : List.of(socket, events)) {
                assertThat(client.first("heartbeat").get("cursor").asString()).isNotEqualTo(begin);
            }
            assertThat(socket.first("heartbeat").get("subscription").asString()).isEqualTo("s");
        }
    }

    @Test
    void whatWasAbortedIsNeverShown() throws Exception {
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            socket.first("subscribed");
            Events execution = Events.of(ann, "orders", 3);
            writer.trigger(execution);
            writer.abort(execution.started(), execution.completed(2, "\"aborted\""));
            writer.commit(execution.started(), execution.completed(2, "\"committed\""));
            writer.commit(execution.finished(3));

            assertThat(socket.sequences(execution.executionId())).containsExactly(0, 1, 2, 3);
            assertThat(socket.of(execution.executionId()).get(2).get("output").asString())
                    .isEqualTo("committed");
        }
    }

    @Test
    void aDamagedRecordGoesToTheDeadLettersAndTheRestGoesOn() throws Exception {
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            socket.first("subscribed");
            Events execution = Events.of(ann, "orders", 1);
            writer.write(damaged(execution));
            UUID next = writer.execute(execution, 0);

            assertThat(socket.sequences(next)).containsExactly(0, 1, 2);
            await().until(() ->
                    deadLetters().stream().anyMatch(letter -> new String(letter.key(), UTF_8).equals(next.toString())));
            assertThat(service.metric("millrace.notifier.undecodable")).isPositive();
        }
    }

    /** The headers of a trigger, and nonsense. */
    private static ProducerRecord<byte[], byte[]> damaged(Events execution) {
        var whole = new EventRecords("test").numbered(Topics.TRIGGERS, execution.triggered());
        return new ProducerRecord<>(
                whole.topic(), whole.partition(), whole.key(), "nonsense".getBytes(UTF_8), whole.headers());
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", Servers.kafka(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.deadLetter("notifier"), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(2)).records(partition).stream()
                    .filter(letter -> letter.headers().lastHeader(DeadLetters.REASON) != null)
                    .toList();
        }
    }

    private static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(message -> message.get("type").asString()).toList();
    }
}
