package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.system.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show and point to is there. */
class ReadmeTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(?:#[^)]*)?\\)");

    @Test
    void theSubscriberIsTheOneThatIsTested() throws IOException {
        String code = Files.readString(
                Project.path("deploy/acceptance/src/test/java/io/millrace/acceptance/story/OrderDesk.java"));
        String withoutPackage = code.substring(code.indexOf("import ")).strip();

        assertThat(Files.readString(Project.path("README.md"))).contains("```java\n" + withoutPackage + "\n```");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            String target = link.group(1);
            if (!target.startsWith("http") && !Files.exists(page.resolveSibling(target))) {
                dead.add(target);
            }
        }
        assertThat(dead).isEmpty();
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Project.path("deploy/docs"));
                Stream<Path> decisions = Files.walk(Project.path("deploy/decisions"))) {
            return Stream.of(Stream.of(Project.path("README.md")), docs, decisions)
                    .flatMap(pages -> pages)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }
}
