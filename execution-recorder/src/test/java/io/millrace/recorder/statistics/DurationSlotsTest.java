package io.millrace.recorder.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationSlotsTest {
    private static final long TEN_YEARS = Duration.ofDays(3653).toMillis();

    @Test
    void aSlotStandsForEachOfItsDurationsWithinTheError() {
        Random random = new Random(7);
        LongStream.concat(LongStream.rangeClosed(1, 200_000), random.longs(200_000, 1, TEN_YEARS))
                .forEach(millis -> assertThat(Math.abs(DurationSlots.value(DurationSlots.of(millis)) - millis))
                        .as("%s ms", millis)
                        .isLessThanOrEqualTo(millis * DurationSlots.ERROR));
    }

    @Test
    void theFirstMillisecondsHaveSlotsOfTheirOwn() {
        assertThat(LongStream.rangeClosed(0, 25).mapToInt(DurationSlots::of))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(DurationSlots.value(DurationSlots.of(0))).isZero();
        assertThat(DurationSlots.value(DurationSlots.of(17))).isEqualTo(17);
    }

    @Test
    void thereAreNoMoreSlotsThanASmallNumberTells() {
        assertThat(DurationSlots.of(-5)).isZero();
        assertThat(DurationSlots.of(Long.MAX_VALUE)).isEqualTo(DurationSlots.count() - 1);
        assertThat(DurationSlots.of(TEN_YEARS)).isEqualTo(DurationSlots.count() - 1);
        assertThat(DurationSlots.count()).isLessThan(700);
    }

    /** They are stored, so another bound would tell lies about what was counted before. */
    @Test
    void theBoundsAreWhatTheyWere() {
        assertThat(new int[] {
                    DurationSlots.of(100),
                    DurationSlots.of(1_000),
                    DurationSlots.of(60_000),
                    DurationSlots.of(86_400_000)
                })
                .containsExactly(53, 109, 214, 400);
    }
}
