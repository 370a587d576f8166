package io.millrace.recorder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RecorderSettingsTest {
    @Test
    void withoutALoopNothingWouldBeRecorded() {
        assertThatThrownBy(
                        () -> new RecorderSettings.Recording(0, 2000, Duration.ofSeconds(5), DataSize.ofKilobytes(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.recording.loops");
    }
}
