package io.millrace.schemas.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document that describes what is told, and the schemas that it points to. */
class AsyncApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path DOCUMENT = RESOURCES.resolve("asyncapi/asyncapi.json");

    @Test
    void theDocumentIsValid() throws IOException {
        JsonNode specification = read(Path.of("src/test/resources/asyncapi/specification/asyncapi-3.0.0.json"));
        var schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(specification);

        assertThat(schema.validate(read(DOCUMENT))).isEmpty();
        assertThat(schema.validate(JSON.readTree(Files.readString(DOCUMENT).replace("\"action\"", "\"acts\""))))
                .as("the check itself")
                .isNotEmpty();
    }

    @Test
    void whateverItPointsToIsThere() throws IOException {
        JsonNode document = read(DOCUMENT);
        assertThat(references(document)).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(JsonPointer.compile(reference.substring(1)))
                                .isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(DOCUMENT.getParent().resolve(reference)).exists();
            }
        });
    }

    @Test
    void everyMessageSchemaIsInIt() throws IOException {
        assertThat(references(read(DOCUMENT)).stream().filter(reference -> reference.startsWith("./messages/")))
                .containsExactlyInAnyOrderElementsOf(messageSchemas()
                        .map(schema -> "./messages/" + schema.getFileName())
                        .toList());
    }

    /** Other services read with the newest schema of each record. */
    @Test
    void recordsAreDescribedByTheirNewestSchemas() throws IOException {
        List<String> records = references(read(DOCUMENT)).stream()
                .filter(reference -> reference.endsWith(".avsc"))
                .toList();
        assertThat(records).hasSizeGreaterThan(15).allSatisfy(reference -> {
            Path schema = DOCUMENT.getParent().resolve(reference).normalize();
            int version = version(schema);
            assertThat(schema.resolveSibling(version + 1 + ".avsc"))
                    .as("newer than %s", schema)
                    .doesNotExist();
        });
    }

    @ParameterizedTest
    @MethodSource("messageSchemas")
    void everyMessageSchemaIsValidAndNamesItsMessage(Path file) throws IOException {
        JsonNode schema = read(file);
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        JsonNode metaSchema =
                JSON.createObjectNode().put("$ref", schema.get("$schema").asString());

        assertThat(registry.getSchema(metaSchema).validate(schema)).isEmpty();
        String name = file.getFileName().toString().replace(".schema.json", "");
        assertThat(schema.at("/properties/type/const").asString()).isEqualTo(name);
        assertThat(URI.create(schema.get("$id").asString()).getPath()).endsWith("/" + file.getFileName());
    }

    static Stream<Path> messageSchemas() throws IOException {
        try (var files = Files.list(RESOURCES.resolve("asyncapi/messages"))) {
            return files.sorted().toList().stream();
        }
    }

    private static int version(Path schema) {
        return Integer.parseInt(schema.getFileName().toString().replace(".avsc", ""));
    }

    private static List<String> references(JsonNode node) {
        return node.findValues("$ref").stream().map(JsonNode::asString).toList();
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }
}
