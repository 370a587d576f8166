package io.millrace.acceptance.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.system.Project;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.WorkflowParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples are sound. */
class ExamplesTest {

    private final WorkflowParser parser = new WorkflowParser(NodeTypes.onClassPath());

    @TestFactory
    Stream<DynamicTest> validate() throws IOException {
        try (Stream<Path> files = Files.list(Project.path("deploy/examples"))) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> assertThat(
                                    parser.parse(Files.readString(file).getBytes(UTF_8)))
                            .isInstanceOf(ParseResult.Valid.class)));
        }
    }
}
