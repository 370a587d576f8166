package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void againstMakesOtherProgramsOfThoseBeforeIt() {
        assertThat(Comparison.programs(List.of("four-step", "http-step", "--against", "n8n")))
                .containsExactly("four-step-against-n8n", "http-step-against-n8n");
    }

    @Test
    void withoutItNamesStayAsTheyAre() {
        assertThat(Comparison.programs(List.of("fan", "history"))).containsExactly("fan", "history");
    }

    @Test
    void whatItCannotMeanIsNoProgram() {
        assertThat(Comparison.programs(List.of("four-step", "--against", "others")))
                .contains("--against");
        assertThat(Comparison.programs(List.of("four-step", "--against"))).contains("--against");
    }

    @Test
    void coversThoseThatN8nHas() {
        assertThat(Scenario.all().stream().filter(Comparison::covers).map(Scenario::name))
                .containsExactly("four-step", "http-step");
    }
}
