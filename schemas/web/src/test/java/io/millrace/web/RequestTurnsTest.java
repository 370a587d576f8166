package io.millrace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestTurnsTest {
    private static final int AT_ONCE = 5;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RequestTurns turns = new RequestTurns(AT_ONCE, meters);

    @Test
    void noMoreHaveTheirTurnThanThereIsRoomFor() throws Exception {
        assertThat(mostAtOnce(50)).isEqualTo(AT_ONCE);
        assertThat(waiting()).isZero();
    }

    @Test
    void aRequestThatLastsEndsItsTurnBefore() throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            turns.execute(() -> {
                RequestTurns.endTurn();
                RequestTurns.endTurn(); // which is no second one
                begun.countDown();
                awaitOpen(gate);
            });
        }
        begun.await();
        assertThat(mostAtOnce(50)).isEqualTo(AT_ONCE);

        gate.countDown();
        assertThat(mostAtOnce(50)).isEqualTo(AT_ONCE);
    }

    @Test
    void aTurnEndsWithAFailureToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            turns.execute(() -> {
                throw new ExpectedException();
            });
        }
        assertThat(mostAtOnce(50)).isEqualTo(AT_ONCE);
    }

    /** How many of so many requests run together, when each waits until no more come to run. */
    private int mostAtOnce(int requests) throws InterruptedException {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var gate = new CountDownLatch(1);
        var done = new CountDownLatch(requests);
        for (int i = 0; i < requests; i++) {
            turns.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                awaitOpen(gate);
                running.decrementAndGet();
                done.countDown();
            });
        }
        await().dontCatchUncaughtExceptions().until(() -> running.get() + waiting() >= requests);
        gate.countDown();
        done.await();
        return most.get();
    }

    private int waiting() {
        return (int) meters.get("millrace.requests.waiting").gauge().value();
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class ExpectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
