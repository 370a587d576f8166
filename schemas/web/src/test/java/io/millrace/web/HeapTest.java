package io.millrace.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTest {
    private static final long MIB = 1 << 20;

    @Test
    void sharesAreOfWhatTheServiceLeaves() {
        assertThat(Heap.share(164 * MIB, 30)).isEqualTo(30 * MIB);
        assertThat(Heap.share(4 * 1024 * MIB, 50)).isBetween(2015 * MIB, 2016 * MIB);
    }

    @Test
    void aSmallHeapIsDividedInHalves() {
        assertThat(Heap.share(64 * MIB, 100)).isBetween(31 * MIB, 32 * MIB);
        assertThat(Heap.share(100 * MIB, 100)).isBetween(49 * MIB, 50 * MIB);
    }

    @Test
    void thisProcessHasOne() {
        assertThat(Heap.share(10)).isPositive();
        assertThat(Heap.room(10, 1024)).isEqualTo((int) (Heap.share(10) / 1024));
    }
}
