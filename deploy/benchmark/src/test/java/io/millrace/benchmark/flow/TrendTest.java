package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void aLineIsItsOwnTrend() {
        Trend trend = Trend.of(List.of(15.0, 30.0, 45.0), List.of(100.0, 101.0, 102.0));

        assertThat(trend.first()).isCloseTo(100, within(1e-9));
        assertThat(trend.last()).isCloseTo(102, within(1e-9));
        assertThat(trend.perHour()).isCloseTo(240, within(1e-9));
        assertThat(trend.drift()).isCloseTo(0.02, within(1e-9));
    }

    @Test
    void whatRisesAndFallsHasNoTrend() {
        Trend trend = Trend.of(List.of(0.0, 1.0, 2.0), List.of(4.0, 10.0, 4.0));

        assertThat(trend).isEqualTo(new Trend(6, 6, 0));
        assertThat(trend).hasToString("6.00 to 6.00, +0.00 an hour, +0.0 %");
    }
}
