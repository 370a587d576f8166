package io.millrace.schemas.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
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

    @Test
    void derivedIdsCarryDayAndPartitionAndFollowFromTheHash() {
        byte[] hash = new byte[32];
        for (int i = 0; i < 10_000; i++) {
            var day = LocalDate.ofEpochDay(random.nextLong(1L << 16));
            int partition = random.nextInt(ExecutionId.MAX_PARTITIONS);
            random.nextBytes(hash);

            UUID id = ExecutionId.derived(day, partition, hash);

            assertThat(id.version()).isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(ExecutionId.isExecutionId(id)).isTrue();
            assertThat(ExecutionId.partitionOf(id)).isEqualTo(partition);
            assertThat(ExecutionId.day(id)).isEqualTo(day);
            assertThat(ExecutionId.derived(day, partition, hash)).isEqualTo(id);
        }
    }

    @Test
    void eachOfTheNinetyFourBitsOfTheHashMakesAnotherDerivedId() {
        var day = LocalDate.parse("2026-03-01");
        UUID id = ExecutionId.derived(day, 5, new byte[ExecutionId.HASH_BYTES]);
        assertThat(id).hasToString("50210000-0000-8005-8000-000000000000");

        for (int bit = 0; bit < 94; bit++) {
            byte[] hash = new byte[ExecutionId.HASH_BYTES];
            hash[bit / 8] = (byte) (0x80 >>> bit % 8);
            assertThat(ExecutionId.derived(day, 5, hash)).as("bit %d", bit).isNotEqualTo(id);
        }
    }

    @Test
    void refusesDaysAndHashesThatDoNotFit() {
        byte[] hash = new byte[ExecutionId.HASH_BYTES];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.derived(LocalDate.parse("2149-06-07"), 0, hash))
                .withMessageContaining("2149-06-07");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.derived(LocalDate.parse("1969-12-31"), 0, hash));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.derived(LocalDate.EPOCH, 0, new byte[11]))
                .withMessageContaining("too short");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionId.day(ExecutionId.create(Instant.EPOCH, 0, random)));
    }
}
