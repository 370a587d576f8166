package io.millrace.notifier.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Ping;
import io.millrace.notifier.socket.Request.Scope;
import io.millrace.notifier.socket.Request.Subscribe;
import io.millrace.notifier.socket.Request.Unsubscribe;
import io.millrace.schemas.stream.Cursor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
    private static final UUID EXECUTION = UUID.fromString("01940000-0000-7003-8000-000000000000");
    private static final Scope ALL = new Scope(Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void subscribes() {
        var cursor = new Cursor("epoch", List.of(1L), List.of(2L));
        assertThat(Requests.read("{\"type\":\"subscribe\"}")).isEqualTo(new Subscribe(ALL, Optional.empty()));
        assertThat(Requests.read("""
                {"type":"subscribe","workflowId":"orders","executionId":"%s","subscription":"mine","cursor":"%s",
                 "more":[1]}""".formatted(EXECUTION, cursor.encode())))
                .isEqualTo(new Subscribe(
                        new Scope(Optional.of("mine"), Optional.of("orders"), Optional.of(EXECUTION)),
                        Optional.of(cursor)));
        assertThat(Requests.read("{\"type\":\"subscribe\",\"workflowId\":null,\"cursor\":null}"))
                .isEqualTo(new Subscribe(ALL, Optional.empty()));
    }

    @Test
    void unsubscribesAndPings() {
        assertThat(Requests.read("{\"type\":\"unsubscribe\"}")).isEqualTo(new Unsubscribe(Optional.empty()));
        assertThat(Requests.read("{\"type\":\"unsubscribe\",\"workflowId\":\"orders\"}"))
                .isEqualTo(new Unsubscribe(
                        Optional.of(new Scope(Optional.empty(), Optional.of("orders"), Optional.empty()))));
        assertThat(Requests.read("{\"type\":\"ping\"}")).isEqualTo(new Ping());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"shout\"}",
                "{\"type\":\"subscribe\",\"workflowId\":7}",
                "{\"type\":\"subscribe\",\"workflowId\":\"No Such Form\"}",
                "{\"type\":\"subscribe\",\"executionId\":\"1\"}",
                "{\"type\":\"subscribe\",\"subscription\":\"\\\"\"}",
                "{\"type\":\"subscribe\",\"cursor\":\"nonsense\"}",
            })
    void saysWhatIsWrong(String message) {
        assertThat(Requests.read(message)).isInstanceOf(Invalid.class);
    }

    @Test
    void aSubscriptionGoesByItsNameOrByWhatItShows() {
        var orders = new Scope(Optional.empty(), Optional.of("orders"), Optional.empty());
        var mine = new Scope(Optional.of("mine"), Optional.of("orders"), Optional.empty());
        assertThat(orders.isSame(ALL)).isFalse();
        assertThat(orders.isSame(new Scope(Optional.empty(), Optional.of("orders"), Optional.empty())))
                .isTrue();
        assertThat(mine.isSame(orders)).isFalse();
        assertThat(mine.isSame(new Scope(Optional.of("mine"), Optional.empty(), Optional.empty())))
                .isTrue();
    }
}
