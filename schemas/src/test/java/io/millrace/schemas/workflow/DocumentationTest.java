package io.millrace.schemas.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows can be published as it stands, and every node type has its page. */
class DocumentationTest {

    private static final Path DOCS = Path.of("../deploy/docs");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    static Stream<String> types() {
        return NodeTypes.onClassPath().all().stream().map(NodeType::name);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeHasAPageWithAnExampleAndAllItsParameters(String type) {
        String page = read(DOCS.resolve("nodes/" + type + ".md"));

        assertThat(examples(page)).isNotEmpty().allSatisfy(example -> assertThat(
                        Definitions.valid(example).nodes())
                .extracting(Node::type)
                .contains(type));
        assertThat(NodeTypes.onClassPath().find(type).orElseThrow().parameters().keySet())
                .allSatisfy(parameter -> assertThat(page).contains("| `" + parameter + "` |"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow-definition.md", "webhooks.md"})
    void theDefinitionsExamplesAreValid(String page) {
        assertThat(examples(read(DOCS.resolve(page)))).isNotEmpty().allSatisfy(Definitions::valid);
    }

    private static List<String> examples(String page) {
        return EXAMPLE.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
