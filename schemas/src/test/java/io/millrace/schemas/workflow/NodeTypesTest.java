package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class NodeTypesTest {

    private static final String DESCRIPTOR = """
            { "description": "Does nothing.", "trigger": false, "outputs": ["main"],
              "parameters": { "who": { "description": "Whose.", "schema": { "type": "string" }, "credential": true, "literal": true } } }""";

    @TempDir
    Path folder;

    @Test
    void thereAreTheTypesOfTheDescriptors() {
        assertThat(NodeTypes.onClassPath().all())
                .extracting(NodeType::name)
                .containsExactly(
                        "code",
                        "email",
                        "forEach",
                        "http",
                        "if",
                        "llm",
                        "manual",
                        "merge",
                        "respond",
                        "schedule",
                        "set",
                        "stop",
                        "subWorkflow",
                        "switch",
                        "wait",
                        "webhook");
    }

    @Test
    void descriptorsAreFoundInADirectory() throws IOException {
        Path types = Files.createDirectory(folder.resolve("node-types"));
        Files.writeString(types.resolve("noop.json"), DESCRIPTOR);
        Files.writeString(types.resolve("README.md"), "not a type");

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            assertThat(NodeTypeReader.readAll(loader))
                    .extracting(NodeType::name)
                    .containsExactly("noop");
        }
    }

    @Test
    void descriptorsAreFoundInAJar() throws IOException {
        Path jar = folder.resolve("types.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("node-types/"));
            for (String name : List.of("one", "two")) {
                out.putNextEntry(new JarEntry("node-types/" + name + ".json"));
                out.write(DESCRIPTOR.getBytes(UTF_8));
            }
            out.putNextEntry(new JarEntry("other/three.json"));
        }

        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(NodeTypeReader.readAll(loader))
                    .extracting(NodeType::name)
                    .containsExactly("one", "two");
        }
    }

    @Test
    void noDescriptorAtAllIsAMistake() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            assertThatThrownBy(() -> NodeTypeReader.readAll(loader)).hasMessageContaining("node-types");
        }
    }

    @Test
    void outputsFollowFromTheParameters() {
        NodeTypes types = NodeTypes.onClassPath();
        ObjectNode cases = (ObjectNode) JsonMapper.shared().readTree("{\"cases\": [\"b\", \"a\", 5]}");
        ObjectNode none = JsonMapper.shared().createObjectNode();

        assertThat(types.find("switch").orElseThrow().outputs(cases)).containsExactly("b", "a", "default", "error");
        assertThat(types.find("switch").orElseThrow().outputs(none)).containsExactly("default", "error");
        assertThat(types.find("if").orElseThrow().outputs(none)).containsExactly("true", "false", "error");
        assertThat(types.find("webhook").orElseThrow().outputs(none)).containsExactly("main");
        assertThat(types.find("nothing")).isEmpty();
    }

    @Test
    void literalParametersAreKnown() {
        NodeType http = NodeTypes.onClassPath().find("http").orElseThrow();

        assertThat(http.isLiteral("response")).isTrue();
        assertThat(http.isLiteral("url")).isFalse();
        assertThat(http.isLiteral("unheard-of")).isTrue();
        assertThat(http.parameters()).hasEntrySatisfying("method", method -> assertThat(method.defaultValue())
                .contains(StringNode.valueOf("GET")));
    }

    @Test
    void defaultsAreWhatTheirSchemasAllow() {
        NodeTypes.onClassPath().all().stream()
                .flatMap(type -> type.parameters().values().stream())
                .forEach(parameter -> parameter.defaultValue().ifPresent(value -> assertThat(
                                new SchemaCheck(parameter.schema()).check(Pointer.ROOT, value))
                        .isEmpty()));
    }

    @Test
    void credentialsAreCollectedWithTheirPlaces() {
        NodeType noop = NodeTypeReader.read("noop", JsonMapper.shared().readTree(DESCRIPTOR));
        NodeType manual = NodeTypes.onClassPath().find("manual").orElseThrow();
        WorkflowParser parser = new WorkflowParser(new NodeTypes(List.of(noop, manual)));
        String definition = Definitions.workflow(
                List.of(
                        Definitions.node("m", "manual", "{}"),
                        Definitions.node("n", "noop", "{ \"who\": \"stripe\" }")),
                Definitions.connection("m n"));

        assertThat(parser.parse(definition.getBytes(UTF_8)))
                .isInstanceOfSatisfying(ParseResult.Valid.class, valid -> assertThat(
                                valid.workflow().credentials())
                        .containsExactly(new CredentialReference(
                                new CredentialName.ById("stripe"), Set.of(), "/nodes/1/parameters/who")));
    }
}
