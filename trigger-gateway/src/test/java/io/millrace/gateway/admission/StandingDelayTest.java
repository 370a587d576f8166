package io.millrace.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StandingDelayTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final StandingDelay delay = new StandingDelay(waiting::add);

    @Test
    void whatRunsAtOnceDoesNotWait() {
        tick(3 * StandingDelay.WINDOW, true);
        assertThat(delay.get()).isLessThan(Duration.ofMillis(200));
        assertThat(waiting).isEmpty();
    }

    @Test
    void whatDoesNotRunIsSeenWhileItWaits() {
        tick(1, false);
        Duration waited = pass(Duration.ofMillis(200));
        tick(StandingDelay.WINDOW, false);
        assertThat(delay.get()).isGreaterThanOrEqualTo(waited);
        assertThat(waiting).as("one probe at a time").hasSize(1);
    }

    @Test
    void oneThatRunsEndsIt() {
        tick(1, false);
        Duration waited = pass(Duration.ofMillis(200));
        tick(StandingDelay.WINDOW, false);
        tick(2, true);
        assertThat(delay.get()).isLessThan(waited);
    }

    @Test
    void aDelayThatFallsAgainDoesNotStand() {
        tick(StandingDelay.WINDOW, true);
        tick(1, false);
        Duration waited = pass(Duration.ofMillis(200));
        tick(StandingDelay.WINDOW - 2, false);
        assertThat(delay.get()).isLessThan(waited);
    }

    private void tick(int times, boolean running) {
        for (int i = 0; i < times; i++) {
            if (running && !waiting.isEmpty()) {
                waiting.remove().run();
            }
            delay.tick();
            if (running && !waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    private static Duration pass(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            LockSupport.parkNanos(time.toNanos());
        }
        return time;
    }
}
