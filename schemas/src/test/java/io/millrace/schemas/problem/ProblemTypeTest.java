package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {
    @ParameterizedTest
    @EnumSource
    void isDocumented(ProblemType type) throws IOException {
        String slug = type.uri().toString().substring("urn:millrace:problem:".length());

        assertThat(Files.readString(Path.of("../deploy/docs/problems.md")))
                .contains("| `%s` | %d | %s |".formatted(slug, type.status(), type.title()));
    }
}
