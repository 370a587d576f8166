package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
    private final ConcurrencyLimits limits = new ConcurrencyLimits();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();
    private final UUID third = UUID.randomUUID();

    @Test
    void whoFindsNoRoomWaitsInLine() {
        assertThat(limits.admits("w", first, 1)).isTrue();
        assertThat(limits.admits("w", second, 1)).isFalse();
        assertThat(limits.admits("w", third, 1)).isFalse();
        assertThat(limits.admit()).isEmpty();

        limits.release("w", first);

        assertThat(limits.admit()).containsExactly(second);
        assertThat(limits.isQueued("w", third)).isTrue();
    }

    @Test
    void nobodyOvertakes() {
        limits.admits("w", first, 1);
        limits.admits("w", second, 1);

        assertThat(limits.admits("w", third, 5)).isFalse();
        assertThat(limits.admit()).isEmpty();
    }

    @Test
    void anEndCountsOnce() {
        limits.admits("w", first, 1);
        limits.release("w", first);
        limits.release("w", first);
        limits.admits("w", second, 1);

        assertThat(limits.admits("w", third, 1)).isFalse();
    }

    @Test
    void whoLeavesTheLineHoldsNoPlace() {
        limits.hold("w", first);
        limits.enqueue("w", second, 1);
        limits.enqueue("w", third, 1);
        limits.release("w", second);
        limits.release("w", first);

        assertThat(limits.admit()).containsExactly(third);
        assertThat(limits.queued()).isZero();
    }

    @Test
    void workflowsDoNotCountOneAnother() {
        limits.admits("w", first, 1);

        assertThat(limits.admits("v", second, 1)).isTrue();
    }
}
