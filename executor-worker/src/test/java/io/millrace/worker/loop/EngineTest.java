package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.expression.Json;
import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop on a real broker. */
class EngineTest {
    private final Workers workers = new Workers();
    private final Topic topic = workers.topic;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void runsAWorkflow() {
        workers.start();
        topic.publish("greet", 1, set("{{ 'hello ' & trigger.body.name }}"));

        UUID id = topic.trigger("greet", 1, "hook", "{\"name\": \"Ada\"}");

        ExecutionFinished finished = workers.finished(id);
        assertThat(finished.getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(UTF_8.decode(finished.getOutput().orElseThrow().duplicate()).toString())
                .isEqualTo("{\"to\":\"hello Ada\"}");
        assertThat(topic.sequences(id)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aVersionThatDoesNotExistFailsTheExecutionWithTheReason() {
        workers.start();
        topic.publish("known", 1, set("1"));

        UUID id = topic.trigger("known", 7, "hook", "{}");

        assertThat(workers.finished(id).getError().orElseThrow().getType()).isEqualTo("unknown-version");
    }

    @Test
    void aVersionThatComesAfterItsTriggerIsWaitedForOrFailedButNeverLost() {
        workers.start();

        UUID id = topic.trigger("late", 1, "hook", "{}");
        topic.publish("late", 1, set("1"));

        assertThat(workers.finished(id).getContext().getStatus()).isIn(ExecutionStatus.SUCCESS, ExecutionStatus.FAILED);
    }

    @Test
    void poisonGoesToTheDeadLettersAndItsPartitionMovesOn() {
        workers.start();
        topic.publish("after-poison", 1, set("1"));
        topic.send(new ProducerRecord<>(Topics.TRIGGERS, 0, "x".getBytes(UTF_8), "no event".getBytes(UTF_8)));

        UUID id = topic.trigger("after-poison", 1, "hook", "{}", 0);

        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        await().untilAsserted(() -> assertThat(topic.deadLetterHeaders(DeadLetters.REASON))
                .anyMatch(reason -> reason.contains("single-object encoding")));
    }

    @Test
    void whereMemoryEndsTheProcessIsToBeReplacedAndAnotherGoesOn() {
        workers.start(Workers.settings(), type -> type.type().equals("set") ? new WithoutMemory() : type);
        topic.publish("broken", 1, set("broken"));

        UUID id = topic.trigger("broken", 1, "hook", "{}");
        await().until(workers::haveGivenUp);
        workers.start();

        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    /** Takes the place of {@code set}; what the engine warms up with, it runs. */
    private static final class WithoutMemory implements QuickNode {
        @Override
        public String type() {
            return "set";
        }

        @Override
        public NodeOutcome run(NodeCall call) {
            Json values = call.parameters().require("values");
            if (values.equals(Json.parse("{\"to\":\"broken\"}".getBytes(UTF_8)))) {
                throw new OutOfMemoryError("as if there were none left");
            }
            return NodeOutcome.completed(values);
        }
    }

    @Test
    void anotherWorkerGoesOnWhereOneStopped() throws Exception {
        var keys = new CopyOnWriteArrayList<String>();
        var release = new CountDownLatch(1);
        int port = serve(keys, release);
        Engine one = workers.start();
        topic.publish("slow", 1, """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "before", "type": "set", "parameters": {"values": {"a": 1}}},
                  {"id": "call", "type": "http", "parameters": {"url": "http://127.0.0.1:%d/"}}],
                 "connections": [{"from": "hook", "to": "before"}, {"from": "before", "to": "call"}]}
                """.formatted(port));
        UUID id = topic.trigger("slow", 1, "hook", "{}");
        await().until(() -> keys.size() == 1);

        one.close();
        workers.start();
        await().until(() -> keys.size() == 2);
        release.countDown();

        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(keys).containsOnly(id + "/call");
        assertThat(workers.events(id, NodeStarted.class).stream().map(NodeStarted::getRestarts))
                .containsExactly(0, 1);
        assertThat(workers.events(id, NodeCompleted.class).stream().map(NodeCompleted::getNodeId))
                .containsExactly("hook", "before", "call");
    }

    @Test
    void anOpenTransactionOfALostWorkerIsFenced() throws Exception {
        topic.publish("fenced", 1, set("1"));
        var lost = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        Workers.KAFKA.get("bootstrap.servers"),
                        "transactional.id",
                        "lost-" + UUID.randomUUID(),
                        "transaction.timeout.ms",
                        600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        workers.closeAtEnd(() -> lost.close(Duration.ZERO));
        lost.initTransactions();
        lost.beginTransaction();
        for (int partition = 0; partition < Topics.DEFAULT_PARTITIONS; partition++) {
            lost.send(new ProducerRecord<>(Topics.EVENTS, partition, null, "never committed".getBytes(UTF_8)))
                    .get();
        }

        workers.start();
        UUID id = topic.trigger("fenced", 1, "hook", "{}");

        assertThat(workers.finished(id).getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    private int serve(List<String> keys, CountDownLatch release) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        workers.closeAtEnd(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static String set(String value) {
        return """
                {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "make", "type": "set", "parameters": {"values": {"to": "%s"}}}],
                 "connections": [{"from": "hook", "to": "make"}]}
                """.formatted(value);
    }
}
