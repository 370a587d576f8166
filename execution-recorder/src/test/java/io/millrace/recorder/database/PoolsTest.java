package io.millrace.recorder.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.story.RunningRecorder;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class PoolsTest {
    private final RunningRecorder recorder = RunningRecorder.shared();

    @Test
    void whoWritesWaitsForTheServerForLongerThanWhoReads() {
        assertThat(networkTimeout(recorder.owner())).isEqualTo(60_000);
        assertThat(networkTimeout(new JdbcTemplate(recorder.query()))).isEqualTo(25_000);
    }

    private static int networkTimeout(JdbcTemplate jdbc) {
        return jdbc.<Integer>execute(Connection::getNetworkTimeout);
    }
}
