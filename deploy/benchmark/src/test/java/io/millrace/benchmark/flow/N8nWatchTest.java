package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class N8nWatchTest {
    @Test
    void theFirstExecutionIsThatOfTheFirstCall() {
        Histogram times = N8nWatch.matched(List.of(ms(50), ms(0), ms(100)), List.of(ms(20), ms(90), ms(110)));

        assertThat(times.getTotalCount()).isEqualTo(3);
        assertThat(times.getMinValue()).isBetween(9_990L, 10_000L); // the third
        assertThat(times.getValueAtPercentile(50)).isBetween(20_000L, 20_020L); // the first
        assertThat(times.getMaxValue()).isBetween(40_000L, 40_040L); // the second
    }

    @Test
    void whatWasNotSeenHasNoTime() {
        assertThat(N8nWatch.matched(List.of(ms(0), ms(50)), List.of(ms(20))).getTotalCount())
                .isEqualTo(1);
        assertThat(N8nWatch.matched(List.of(), List.of(ms(20))).getTotalCount()).isZero();
    }

    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
