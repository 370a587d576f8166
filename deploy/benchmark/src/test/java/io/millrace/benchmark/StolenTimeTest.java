package io.millrace.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StolenTimeTest {
    @Test
    void isAShareOfTheTimeThatPassed() {
        var before = StolenTime.of("cpu  1000 0 200 3000 10 0 5 100 7 0");
        var after = StolenTime.of("cpu  1050 0 220 3010 10 0 5 120 7 0");
        assertThat(after.percentSince(before)).isEqualTo(20);
        assertThat(after.percentSince(after)).isZero();
    }

    @Test
    void canBeRead() {
        assertThat(StolenTime.now().percentSince(new StolenTime(0, 0))).isBetween(0L, 100L);
    }
}
