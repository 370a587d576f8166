package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.millrace.web.ProblemException;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    @Test
    void whoeverFindsNoPlaceIsRefusedUntilOneIsLeft() {
        var room = new WaitingRoom(2);
        try (WaitingRoom.Place _ = room.enter()) {
            try (WaitingRoom.Place _ = room.enter()) {
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(room::enter)
                        .withMessageContaining("too many wait");
            }
            assertThatNoException().isThrownBy(() -> room.enter().close());
        }
    }
}
