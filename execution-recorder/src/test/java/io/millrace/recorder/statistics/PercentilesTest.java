package io.millrace.recorder.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    private static final List<ToLongFunction<Random>> DISTRIBUTIONS = List.of(
            random -> random.nextInt(30),
            random -> 20 + random.nextInt(40),
            random -> random.nextLong(1_000_000),
            random -> (long) Math.exp(random.nextGaussian() * 2 + 5),
            random -> (long) (50 / Math.pow(1 - random.nextDouble(), 1.5)),
            random -> (long) (-1_000 * Math.log(1 - random.nextDouble())),
            random -> random.nextInt(10) == 0 ? 3_600_000 + random.nextInt(10_000) : 12,
            random -> (long) Math.exp(random.nextDouble() * 26));

    @Test
    void percentilesAreWithinTwoPercentOfTheExactOnes() {
        Random random = new Random(42);
        for (int round = 0; round < 400; round++) {
            ToLongFunction<Random> distribution = DISTRIBUTIONS.get(round % DISTRIBUTIONS.size());
            long[] durations = new long[1 + random.nextInt(3_000)];
            var percentiles = new Percentiles();
            for (int i = 0; i < durations.length; i++) {
                durations[i] = distribution.applyAsLong(random);
                percentiles.add(DurationSlots.of(durations[i]), 1);
            }
            Arrays.sort(durations);
            for (double part : new double[] {0.5, 0.95, 0.99, 1}) {
                double exact = durations[(int) Math.ceil(part * durations.length) - 1];
                assertThat(percentiles.at(part))
                        .as("%s of %s in round %s", part, durations.length, round)
                        .isCloseTo(exact, Percentage.withPercentage(2));
            }
        }
    }

    @Test
    void ofNothingThereAreNone() {
        assertThat(new Percentiles().at(0.5)).isNull();
    }
}
