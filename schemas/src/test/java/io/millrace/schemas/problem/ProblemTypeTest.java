package io.millrace.schemas.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The list of problems is the same in the code, in the documentation and in the examples of the interfaces. */
class ProblemTypeTest {
    private static final Path DOCS = Path.of("../deploy/docs");
    private static final Path EXAMPLES = Path.of("web/src/main/resources/openapi/problems.json");
    private static final List<Path> CODE = Stream.of(
                    "src", "web/src", "../trigger-gateway/src", "../execution-recorder/src", "../notifier/src")
            .map(folder -> Path.of(folder, "main/java"))
            .toList();
    /** What names a problem without answering with it. */
    private static final Pattern NAMING = Pattern.compile("@Refuses\\([^)]*\\)");

    private static final Set<String> DESCRIBING =
            Set.of("DocumentedCalls.java", "SocketDocumentation.java", "WebhookDocumentation.java");

    @Test
    void theDocumentationListsThemAllAndNoOther() {
        assertThat(read(DOCS.resolve("problems.md")).lines().filter(line -> line.startsWith("| `")))
                .containsExactly(Stream.of(ProblemType.values())
                        .map(type -> "| `%s` | %d | %s |".formatted(slug(type), type.status(), type.title()))
                        .toArray(String[]::new));
    }

    @Test
    void whatPagesCallAProblemIsOneOfThatStatus() {
        var known = Stream.of(ProblemType.values())
                .map(type -> type.status() + " " + slug(type))
                .toList();

        assertThat(files(DOCS, ".md")
                        .flatMap(page -> Pattern.compile("\\b([45]\\d\\d) \\[?`([a-z-]+)`")
                                .matcher(read(page))
                                .results())
                        .map(found -> found.group(1) + " " + found.group(2)))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void eachHasAnExample() {
        assertThat(JsonMapper.shared().readTree(read(EXAMPLES)).propertyNames())
                .containsExactlyInAnyOrderElementsOf(Stream.of(ProblemType.values())
                        .map(ProblemTypeTest::slug)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void somethingIsAnsweredWithIt(ProblemType type) {
        Pattern use = Pattern.compile("ProblemType\\." + type.name() + "\\b");

        assertThat(sources()
                        .filter(file -> !DESCRIBING.contains(file.getFileName().toString()))
                        .filter(file -> use.matcher(NAMING.matcher(read(file)).replaceAll(""))
                                .find()))
                .isNotEmpty();
    }

    /** Whatever a service refuses with is made of one of these, so it is on the list. */
    @Test
    void nothingIsAnsweredWithAnyOther() {
        assertThat(sources().filter(file -> read(file).contains("\"urn:millrace:problem:")))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("ProblemType.java");
        assertThat(sources().filter(file -> read(file).contains("new Problem(")).filter(file -> isOfTheWeb(read(file))))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("Problem.java", "ProblemException.java");
    }

    /** There is another record of that name, for what is wrong in a definition. */
    private static boolean isOfTheWeb(String source) {
        return source.contains("package io.millrace.web;") || source.contains("import io.millrace.web.Problem;");
    }

    private static String slug(ProblemType type) {
        return type.uri().toString().substring("urn:millrace:problem:".length());
    }

    private static Stream<Path> sources() {
        return CODE.stream().flatMap(folder -> files(folder, ".java"));
    }

    private static Stream<Path> files(Path folder, String ending) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
