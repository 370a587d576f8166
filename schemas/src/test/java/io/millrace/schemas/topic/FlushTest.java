package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlushTest {
    @Test
    void nobodyWaitsForOneThatLastsAndThoseWhoComeMeanwhileShareTheNext() throws InterruptedException {
        var begun = new Semaphore(0);
        var end = new CountDownLatch(1);
        var flushes = new AtomicInteger();
        try (var flush = new Flush(() -> {
            flushes.incrementAndGet();
            begun.release();
            awaitQuietly(end);
        })) {
            flush.soon();
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                flush.soon();
            }
            assertThat(flushes).hasValue(1);

            end.countDown();

            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            flush.soon();
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            assertThat(flushes).hasValue(3);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
