package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import io.millrace.schemas.stream.Cursor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
    private final String ann = "ann-" + UUID.randomUUID();
    private Users users;
    private Service service;
    private Writer writer;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        users = new Users(folder);
        service = new Service(users);
        writer = new Writer(Servers.kafka());
    }

    @AfterEach
    void stop() {
        writer.close();
        service.close();
    }

    @Test
    void fromTheWindow() throws Exception {
        Events execution = Events.of(ann, "orders", 0);
        String cursor;
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            socket.first("subscribed");
            writer.trigger(execution);
            writer.commit(execution.started());
            socket.first("execution.started");
            cursor = socket.lastCursor();
        }
        writer.commit(execution.completed(2, "{}"), execution.finished(3));
        UUID second = writer.execute(Events.of(ann, "orders", 1), 1);
        try (var socket = service.socket(ann).send(subscribe(cursor))) {
            assertThat(socket.sequences(second)).containsExactly(0, 1, 2, 3);
            assertThat(socket.sequences(execution.executionId())).containsExactly(2, 3);
            UUID third = writer.execute(Events.of(ann, "orders", 2), 1);
            assertThat(socket.sequences(third)).containsExactly(0, 1, 2, 3);
        }
        assertThat(service.metric("millrace.notifier.resumes")).isPositive();
    }

    @Test
    void fromKafkaAfterTheNotifierWasStartedAgain() throws Exception {
        Events execution = Events.of(ann, "orders", 0);
        String cursor;
        try (var events = service.events(ann, "", Optional.empty())) {
            events.first("subscribed");
            writer.trigger(execution);
            writer.commit(execution.started());
            events.first("execution.started");
            cursor = events.lastCursor();
        }
        service.close();
        writer.commit(execution.completed(2, "{}"));
        writer.abort(execution.completed(3, "{}"));
        UUID second = writer.execute(Events.of(ann, "orders", 1), 40);
        service = new Service(users, "millrace.stream.warm-up=0s");
        try (var events = service.events(ann, "", Optional.of(cursor))) {
            assertThat(events.sequences(second)).hasSize(43).isSorted();
            writer.commit(execution.finished(3));
            assertThat(events.sequences(execution.executionId())).containsExactly(2, 3);
            UUID third = writer.execute(Events.of(ann, "orders", 2), 1);
            assertThat(events.sequences(third)).containsExactly(0, 1, 2, 3);
            assertThat(events.all())
                    .noneMatch(message -> message.get("type").asString().equals("reload"));
        }
        assertThat(service.metric("millrace.notifier.resumes", "source", "log")).isEqualTo(1);
    }

    @Test
    void fromMemoryAfterTheNotifierWasStartedAgain() throws Exception {
        String cursor;
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            cursor = socket.first("subscribed").get("cursor").asString();
        }
        service.close();
        UUID missed = writer.execute(Events.of(ann, "orders", 1), 3);
        service = new Service(users);
        try (var socket = service.socket(ann).send(subscribe(cursor));
                var fromNow = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            assertThat(socket.sequences(missed)).containsExactly(0, 1, 2, 3, 4, 5);
            UUID next = writer.execute(Events.of(ann, "orders", 2), 0);
            assertThat(fromNow.sequences(next)).containsExactly(0, 1, 2);
            assertThat(fromNow.now(missed)).isEmpty();
        }
        assertThat(service.metric("millrace.notifier.resumes", "source", "window"))
                .isEqualTo(1);
    }

    @Test
    void aCursorOfAnotherLogIsToldToReloadAndGoesOn() throws Exception {
        String other = new Cursor("another", List.of(1L, 1L, 1L, 1L), List.of(1L, 1L, 1L, 1L)).encode();
        try (var socket = service.socket(ann).send(subscribe(other))) {
            var reload = socket.first("reload");
            assertThat(reload.get("reason").asString()).isEqualTo("epoch");
            assertThat(Cursor.decode(reload.get("cursor").asString())).isPresent();
            UUID execution = writer.execute(Events.of(ann, "orders", 2), 1);
            assertThat(socket.sequences(execution)).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void aCursorThatTheLogHasNotReachedIsToldToReload() throws Exception {
        String ahead;
        try (var socket = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            Cursor now = Cursor.decode(socket.first("subscribed").get("cursor").asString())
                    .orElseThrow();
            ahead = new Cursor(now.epoch(), List.of(1_000_000L, 0L, 0L, 0L), now.events()).encode();
        }
        try (var socket = service.socket(ann).send(subscribe(ahead))) {
            assertThat(socket.first("reload").get("reason").asString()).isEqualTo("unknown");
        }
    }

    private static String subscribe(String cursor) {
        return "{\"type\":\"subscribe\",\"cursor\":\"" + cursor + "\"}";
    }
}
