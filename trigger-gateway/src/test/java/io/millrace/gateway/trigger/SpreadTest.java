package io.millrace.gateway.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final int PARTITIONS = 100_000;

    private final Spread spread = new Spread(PARTITIONS);

    @Test
    void whatComesTogetherGoesToOnePartitionAndWhatComesLaterToAnother() {
        Set<Integer> partitions = new HashSet<>();
        long begin = System.nanoTime();
        long took = 0;
        while (took < 20 * Spread.STAY.toNanos() || partitions.size() < 2) {
            partitions.add(spread.partition());
            took = System.nanoTime() - begin;
        }
        assertThat(partitions)
                .hasSizeBetween(2, Math.toIntExact(took / Spread.STAY.toNanos()) + 1)
                .allMatch(partition -> partition >= 0 && partition < PARTITIONS);
    }
}
