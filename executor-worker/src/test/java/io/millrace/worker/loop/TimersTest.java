package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Timers timers = new Timers();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Test
    void theOldestComesFirst() {
        timers.set(first, Optional.of(NOW.minusSeconds(1)));
        timers.set(second, Optional.of(NOW.minusSeconds(2)));

        assertThat(timers.takeDue(NOW, 1)).containsExactly(second);
        assertThat(timers.takeDue(NOW, 1)).containsExactly(first);
        assertThat(timers.next()).isEmpty();
    }

    @Test
    void whatIsNotDueStays() {
        timers.set(first, Optional.of(NOW.plusMillis(1)));

        assertThat(timers.takeDue(NOW, 10)).isEmpty();
        assertThat(timers.next()).contains(NOW.plusMillis(1));
    }

    @Test
    void anExecutionHasOneTime() {
        timers.set(first, Optional.of(NOW));
        timers.set(first, Optional.of(NOW.plusSeconds(1)));

        assertThat(timers.takeDue(NOW, 10)).isEmpty();

        timers.set(first, Optional.empty());

        assertThat(timers.size()).isZero();
    }
}
