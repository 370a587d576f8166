package io.millrace.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void requestsGetInUntilTheBudgetIsTaken() {
        var admission = new Admission(8 * Admission.BASE_BYTES);
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            int taken = admission.take(0);
            assertThat(taken).isPositive();
            sum += taken;
        }
        assertThat(admission.used()).isEqualTo(1);
        assertThat(admission.take(0)).isZero();

        admission.giveBack(sum / 8);
        assertThat(admission.take(0)).isPositive();
    }

    @Test
    void longBodiesTakeMore() {
        var admission = new Admission(16 * MIB);
        assertThat(admission.take(MIB)).isPositive();
        assertThat(admission.take(MIB)).isPositive();
        assertThat(admission.take(MIB)).isZero();
        assertThat(admission.take(0)).isPositive();
    }

    @Test
    void oneThatNeedsMoreThanAllGetsInAlone() {
        var admission = new Admission(MIB);
        int taken = admission.take(MIB);
        assertThat(taken).isPositive();
        assertThat(admission.take(0)).isZero();
        admission.giveBack(taken);
        assertThat(admission.used()).isZero();
    }
}
