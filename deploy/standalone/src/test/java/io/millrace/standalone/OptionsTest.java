package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void withoutAnyEverythingIsEmbeddedFromPort8080() {
        Options options = Options.parse();
        assertThat(options.data()).isAbsolute().hasFileName(".millrace");
        assertThat(options.portBase()).isEqualTo(8080);
        assertThat(options.kafka()).isEmpty();
        assertThat(options.postgres()).isEmpty();
    }

    @Test
    void readsEveryOption() {
        Options options = Options.parse(
                "--data", "/d", "--port-base", "9000", "--kafka", "k:9092", "--postgres", "jdbc:postgresql://p/m");
        assertThat(options.data()).isEqualTo(Path.of("/d"));
        assertThat(options.portBase()).isEqualTo(9000);
        assertThat(options.kafka()).contains("k:9092");
        assertThat(options.postgres()).contains("jdbc:postgresql://p/m");
        assertThat(options.others()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data",
                "--port-base 0",
                "--port-base 65531",
                "--port-base x",
                "--postgres localhost:5432",
                "--speed 3",
                "--kafka a --data"
            })
    void refusesWhatMakesNoSenseAndSaysWhy(String line) {
        assertThatThrownBy(() -> Options.parse(line.split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching(".*(wants|there is no option).*");
    }
}
