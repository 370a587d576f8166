package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");

    @Test
    void withoutBoundsTheNewestDaysComeFirstAndAllTheRestLast() {
        assertThat(Window.of(null, null, NOW))
                .containsExactly(
                        window("2026-11-20T00:00:00Z", null),
                        window("2026-11-06T00:00:00Z", "2026-11-20T00:00:00Z"),
                        window("2026-07-24T00:00:00Z", "2026-11-06T00:00:00Z"),
                        window(null, "2026-07-24T00:00:00Z"));
    }

    @Test
    void theyLieBetweenTheBoundsWithoutAGap() {
        Instant from = Instant.parse("2026-01-10T12:00:00Z");
        Instant to = Instant.parse("2026-01-31T06:00:00Z");

        assertThat(Window.of(from, to, NOW))
                .containsExactly(
                        window("2026-01-30T00:00:00Z", "2026-01-31T06:00:00Z"),
                        window("2026-01-16T00:00:00Z", "2026-01-30T00:00:00Z"),
                        window("2026-01-10T12:00:00Z", "2026-01-16T00:00:00Z"));
        assertThat(Window.of(from, from.plusSeconds(1), NOW)).isEqualTo(List.of(new Window(from, from.plusSeconds(1))));
    }

    @Test
    void aBoundInTheFutureDoesNotMoveThem() {
        assertThat(Window.of(null, Instant.parse("2030-01-01T00:00:00Z"), NOW).getFirst())
                .isEqualTo(window("2026-11-20T00:00:00Z", "2030-01-01T00:00:00Z"));
    }

    private static Window window(@Nullable String from, @Nullable String to) {
        return new Window(from == null ? null : Instant.parse(from), to == null ? null : Instant.parse(to));
    }
}
