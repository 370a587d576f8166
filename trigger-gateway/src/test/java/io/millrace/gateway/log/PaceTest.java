package io.millrace.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    /** It may overflow. */
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000);

    private final Pace pace = new Pace(time::get);

    @Test
    void fiveHundredASecondAreFastOnceAWindowHasShownIt() {
        assertThat(fastOf(20, 2)).isZero();
        assertThat(fastOf(200, 2)).isGreaterThan(150);
    }

    @Test
    void twoHundredASecondAreNot() {
        assertThat(fastOf(200, 5)).isZero();
    }

    @Test
    void whatComesAfterAPauseIsNot() {
        assertThat(fastOf(200, 2)).isPositive();

        assertThat(fastOf(1, 1000)).isZero();
        assertThat(fastOf(10, 40)).isZero();
    }

    /** How many of so many records, each that long after the one before, are said to come fast. */
    private int fastOf(int records, long millisApart) {
        int fast = 0;
        for (int i = 0; i < records; i++) {
            time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millisApart));
            fast += pace.isFast() ? 1 : 0;
        }
        return fast;
    }
}
