package io.millrace.schemas.workflow;

import java.util.Comparator;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** How definitions are read and written as JSON: bounded, without loss, without duplicate keys. */
final class DefinitionJson {

    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_DEPTH = 64;

    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxDocumentLength(MAX_BYTES)
            .maxStringLength(MAX_BYTES)
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(1_000)
            .maxNameLength(1_000)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(BOUNDS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Numbers are equal by value, whichever way they are written. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    };

    private static final Pattern REMARK =
            Pattern.compile(",? ?(\\(start marker at \\[.*?]\\)|from `StreamReadConstraints[^`]*`)");

    private DefinitionJson() {}

    static JsonNode read(byte[] json) {
        return MAPPER.readTree(json);
    }

    /** What is wrong with a document, and where; without the library's remarks about itself. */
    static String reason(JacksonException e) {
        String message = REMARK.matcher(e.getOriginalMessage()).replaceAll("");
        TokenStreamLocation place = e.getLocation();
        return place == null
                ? message
                : message + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    static byte[] write(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    static boolean equal(JsonNode one, JsonNode other) {
        return one.equals(BY_VALUE, other);
    }
}
