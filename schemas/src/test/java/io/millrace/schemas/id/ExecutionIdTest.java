package io.millrace.schemas.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExecutionIdTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void carriesTimeAndPartition() {
        for (int i = 0; i < 10_000; i++) {
            var createdAt = Instant.ofEpochMilli(random.nextLong(1L << 48));
            int partition = random.nextInt(ExecutionId.MAX_PARTITIONS);

            UUID id = ExecutionId.create(createdAt, partition, random);

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(ExecutionId.partitionOf(id)).isEqualTo(partition);
            assertThat(ExecutionId.createdAt(id)).isEqualTo(createdAt);
        }
    }

    @Test
    void sortsByTime() {
        UUID earlier = ExecutionId.create(Instant.parse("2026-01-01T00:00:00.000Z"), 4095, random);
        UUID later = ExecutionId.create(Instant.parse("2026-01-01T00:00:00.001Z"), 0, random);

        assertThat(earlier.toString()).isLessThan(later.toString());
    }

    @Test
    void refusesPartitionsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.create(Instant.EPOCH, ExecutionId.MAX_PARTITIONS, random))
                .withMessageContaining("4096");
    }

    @Test
    void refusesIdsOfOthers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.partitionOf(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479")))
                .withMessageContaining("neither 7 nor 8");
    }
}
