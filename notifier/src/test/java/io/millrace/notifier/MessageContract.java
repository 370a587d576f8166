package io.millrace.notifier;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published schemas of what the notifier sends. */
final class MessageContract {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, JsonNode> schemas = new TreeMap<>();

    MessageContract() {
        JsonNode document = read(resource("asyncapi.json"));
        for (JsonNode reference : document.at("/operations/tell/messages")) {
            String key = reference.get("$ref").asString().replaceFirst(".*/", "");
            JsonNode message = document.at("/components/messages/" + key);
            schemas.put(
                    message.get("name").asString(),
                    read(resource(message.at("/payload/schema/$ref").asString().replaceFirst("\\./", ""))));
        }
    }

    /** By message type. */
    Map<String, JsonNode> schemas() {
        return schemas;
    }

    /** What a message has that its schema does not say; fields that the schema does not name count. */
    List<String> violations(JsonNode message) {
        JsonNode schema = schemas.get(message.path("type").asString(""));
        if (schema == null) {
            return List.of("no such message: " + message);
        }
        Schema strict = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemaRegistryConfig(com.networknt.schema.SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()))
                .getSchema(closed(schema.deepCopy()));
        return strict.validate(message).stream()
                .map(error -> error + " in " + message)
                .toList();
    }

    private static JsonNode closed(JsonNode schema) {
        if (schema.has("properties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(MessageContract::closed);
        return schema;
    }

    private static JsonNode read(URL resource) {
        try (var in = resource.openStream()) {
            return JSON.readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(MessageContract.class.getResource("/asyncapi/" + name), name);
    }
}
