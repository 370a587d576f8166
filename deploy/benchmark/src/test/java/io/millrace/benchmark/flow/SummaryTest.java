package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void comparesMedians() {
        Summary ours = of(3000, 100, 2900);

        assertThat(ours.over(of(29, 25, 500))).containsExactly(entry("rate", "2900 : 29 = 100.00"));
    }

    @Test
    void leavesOutWhatOneDoesNotHave() {
        Summary ours = of(1);
        ours.add("bytes", 10);

        assertThat(ours.over(of(2))).containsOnlyKeys("rate");
    }

    @Test
    void nothingGoesIntoZero() {
        assertThat(of(5).over(of(0))).containsExactly(entry("rate", "5 : 0"));
    }

    private static Summary of(long... values) {
        var summary = new Summary();
        for (long value : values) {
            summary.add("rate", value);
        }
        return summary;
    }
}
