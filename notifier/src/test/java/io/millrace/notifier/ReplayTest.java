package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import io.millrace.schemas.stream.Cursor;
import io.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a small window does not hold is read again from Kafka. */
class ReplayTest {
    private static final int RECEIVERS = 24;

    private final String ann = "ann-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private Service service;
    private Writer writer;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        service = new Service(
                new Users(folder),
                "millrace.stream.window-records=5",
                "millrace.stream.warm-up=0s",
                "millrace.stream.replays=1",
                "millrace.stream.replay-records=400");
        writer = new Writer(Servers.kafka());
    }

    @AfterEach
    void stop() {
        writer.close();
        service.close();
    }

    @Test
    void manyThatComeBackAtOnceShareAReader() throws Exception {
        String cursor = now();
        var anns = new ArrayList<UUID>();
        UUID bobs = writer.execute(Events.of(bob, "orders", 0), 60);
        for (int i = 0; i < 3; i++) {
            anns.add(writer.execute(Events.of(ann, "orders", i), 5));
        }
        var back = new ArrayList<SocketClient>();
        for (int i = 0; i < RECEIVERS; i++) {
            back.add(service.socket(i % 2 == 0 ? ann : bob));
        }
        back.forEach(socket -> socket.send(subscribe(cursor)));
        for (int i = 0; i < RECEIVERS; i++) {
            SocketClient socket = back.get(i);
            for (UUID execution : i % 2 == 0 ? anns : List.of(bobs)) {
                assertThat(socket.sequences(execution)).isSorted().doesNotHaveDuplicates();
                assertThat(socket.sequences(execution))
                        .hasSize(i % 2 == 0 ? 8 : 63)
                        .startsWith(0, 1, 2);
            }
            assertThat(i % 2 == 0 ? socket.now(bobs) : socket.now(anns.getFirst()))
                    .isEmpty();
            socket.close();
        }
        assertThat(service.metric("millrace.notifier.replay.receivers"))
                .as("readings for %d receivers", RECEIVERS)
                .isBetween(1.0, RECEIVERS / 2.0);
        assertThat(service.metric("millrace.notifier.resumes", "source", "log")).isEqualTo(RECEIVERS);
    }

    @Test
    void aRepeatOfWhatTheReceiverKnowsIsNotReadAgain() throws Exception {
        Events execution = Events.ofDelivery(ann, "orders", 0);
        String start = now();
        writer.trigger(execution);
        String cursor = queued(start);
        writer.trigger(execution);
        writer.commit(execution.started());
        writer.commit(execution.finished(2));
        UUID last = writer.execute(Events.of(ann, "orders", 0), 5);
        awaitRead(start, 9);

        try (var back = service.socket(ann).send(subscribe(cursor))) {
            assertThat(back.sequences(last)).hasSize(8);
            assertThat(back.sequences(execution.executionId())).containsExactly(1, 2);
        }
        assertThat(service.metric("millrace.notifier.resumes", "source", "log")).isEqualTo(1);
    }

    @Test
    void whoeverIsTooFarBehindIsToldToReload() throws Exception {
        String cursor = now();
        writer.commit(IntStream.range(0, 500)
                .mapToObj(i -> Events.of(bob, "orders", 0).started())
                .toArray(SpecificRecord[]::new));
        awaitRead(cursor, 500);
        assertReload(cursor, "too-much");
    }

    @Test
    void whatTheLogNoLongerHoldsIsToldToReload() throws Exception {
        String cursor = now();
        writer.execute(Events.of(ann, "orders", 0), 10);
        awaitRead(cursor, 12);
        try (var admin = Admin.create(Map.of("bootstrap.servers", Servers.kafka()))) {
            var all = RecordsToDelete.beforeOffset(-1);
            admin.deleteRecords(Map.of(new TopicPartition(Topics.EVENTS, 0), all))
                    .all()
                    .get();
        }
        assertReload(cursor, "expired");
    }

    /** It is told so, with a cursor from which it goes on. */
    private void assertReload(String cursor, String reason) throws Exception {
        try (var socket = service.socket(ann).send(subscribe(cursor))) {
            var reload = socket.first("reload");
            assertThat(reload.get("reason").asString()).isEqualTo(reason);
            String goOn = reload.get("cursor").asString();
            UUID next = writer.execute(Events.of(ann, "orders", 1), 1);
            assertThat(socket.sequences(next)).containsExactly(0, 1, 2, 3);
            try (var other = service.socket(ann).send(subscribe(goOn))) {
                assertThat(other.sequences(next)).containsExactly(0, 1, 2, 3);
            }
        }
    }

    /** Waits until the notifier has come so much further in the events of partition 0. */
    private void awaitRead(String since, int records) {
        long before = events(since);
        await().until(() -> events(now()) >= before + records);
    }

    /** Behind the first trigger after a place. */
    private String queued(String since) throws Exception {
        try (var socket = service.socket(ann).send(subscribe(since))) {
            return socket.first("execution.queued").get("cursor").asString();
        }
    }

    private static long events(String cursor) {
        return Cursor.decode(cursor).orElseThrow().events().getFirst();
    }

    private String now() throws Exception {
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            return socket.first("subscribed").get("cursor").asString();
        }
    }

    private static String subscribe(String cursor) {
        return "{\"type\":\"subscribe\",\"cursor\":\"" + cursor + "\"}";
    }
}
