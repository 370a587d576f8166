package io.millrace.worker.node.type.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.node.NodeOutcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | PT0S",
                "120                           | PT2M",
                "Sat, 21 Nov 2026 10:00:30 GMT | PT30S",
                "Sat, 21 Nov 2026 09:00:00 GMT | PT0S"
            })
    void readsSecondsAndDates(String value, Duration expected) {
        assertThat(RetryAfter.parse(value, NOW)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1e9", "99999999999"})
    void passesOverWhatItDoesNotUnderstand(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @Test
    void theServersWishReachesTheOutcome() throws Exception {
        try (var http = new HttpNodeFixture("127.0.0.1")) {
            http.on("/busy", exchange -> {
                exchange.getResponseHeaders().add("Retry-After", "7");
                exchange.sendResponseHeaders(429, -1);
                exchange.close();
            });
            var outcome = http.run("{\"url\": \"" + http.url("/busy") + "\"}");
            assertThat(outcome)
                    .isInstanceOfSatisfying(NodeOutcome.Failed.class, failed -> assertThat(failed.retryAfter())
                            .contains(Duration.ofSeconds(7)));
        }
    }
}
