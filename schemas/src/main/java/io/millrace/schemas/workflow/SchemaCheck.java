package io.millrace.schemas.workflow;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A JSON Schema (draft 2020-12) that names what it refuses in the words of this system. Thread-safe. */
public final class SchemaCheck {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .locale(Locale.ENGLISH)
                    .errorMessageKeyword("errorMessage")
                    .build()));

    /** What a list or an object can be blamed for whatever its elements turn out to be. */
    private static final Set<String> OF_CONTAINERS = Set.of(
            "type",
            "required",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "minItems",
            "maxItems");

    private final Schema schema;

    /** Reads the schema; fails if it is none. */
    public SchemaCheck(JsonNode schema) {
        this.schema = REGISTRY.getSchema(schema);
    }

    /** Whether the schema can be used, and all that it refers to is in it or one of the standard's own. */
    static boolean isWhole(JsonNode schema) {
        try {
            REGISTRY.getSchema(schema).initializeValidators();
            return true;
        } catch (RuntimeException e) {
            return false; // the library has no other way of telling
        }
    }

    /**
     * What the schema refuses.
     *
     * @param place where the value is, as a JSON pointer
     */
    public List<Problem> check(String place, JsonNode value) {
        return check(new Pointer(place), value);
    }

    List<Problem> check(Pointer place, JsonNode value) {
        return schema.validate(value).stream()
                .map(error -> problem(place, error))
                .toList();
    }

    /** The same, but nothing is said about values that are known only when their expressions are evaluated. */
    List<Problem> check(Pointer place, JsonNode value, Predicate<JsonNode> hasExpression) {
        return schema.validate(value).stream()
                .filter(error -> isCertain(error, value, hasExpression))
                .map(error -> problem(place, error))
                .toList();
    }

    private static boolean isCertain(Error error, JsonNode value, Predicate<JsonNode> hasExpression) {
        JsonNode blamed =
                value.at(JsonPointer.compile(error.getInstanceLocation().toString()));
        return !hasExpression.test(blamed) || (blamed.isContainer() && OF_CONTAINERS.contains(error.getKeyword()));
    }

    private static Problem problem(Pointer place, Error error) {
        Pointer blamed = new Pointer(place + error.getInstanceLocation().toString());
        String property = error.getProperty();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> new Problem(blamed.at(property).text(), "unknown key");
            case "propertyNames" -> new Problem(blamed.at(property).text(), "not a valid name here");
            case "required" -> new Problem(blamed.text(), "'" + property + "' is missing");
            case "enum" -> new Problem(blamed.text(), "must be one of " + error.getArguments()[0]);
            default -> new Problem(blamed.text(), error.getMessage());
        };
    }
}
