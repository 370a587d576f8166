package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fixture.Servers;
import org.junit.jupiter.api.Test;

class StartTest {
    @Test
    void topicsThatContradictTheDesignEndTheStart() {
        Gateway.shared(); // has created them

        assertThatThrownBy(() -> Gateway.start(Servers.kafka(), "--millrace.topics.partitions=3"))
                .hasStackTraceContaining("execution.triggers has 16 partitions, expected 3");
    }
}
