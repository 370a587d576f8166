package io.millrace.gateway.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.web.ProblemException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    @Test
    void namesAndValuesAreRead() {
        assertThat(Labels.parse(" temporal.workflowId = order 1=x ,b="))
                .isEqualTo(Map.of("temporal.workflowId", "order 1=x", "b", ""));
        assertThat(Labels.parse(null)).isEmpty();
        assertThat(Labels.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=b", "a=b,", "a=1,a=2", "a b=c", "a=é", ".a=b"})
    void malformedOnesAreRefused(String header) {
        assertThatThrownBy(() -> Labels.parse(header)).isInstanceOf(ProblemException.class);
    }

    @Test
    void thereAreAtMostSixteenOfBoundedLength() {
        assertThat(Labels.parse(many(16))).hasSize(16);
        assertThatThrownBy(() -> Labels.parse(many(17))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Labels.parse("a".repeat(65) + "=b")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Labels.parse("a=" + "b".repeat(256))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Labels.merged(Map.of("x", "y"), Labels.parse(many(16))))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void theCallersComeOnTopOfTheDefinitions() {
        assertThat(Labels.merged(Map.of("a", "definition", "b", "definition"), Map.of("a", "caller")))
                .isEqualTo(Map.of("a", "caller", "b", "definition"));
    }

    private static String many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i + "=v").collect(Collectors.joining(","));
    }
}
