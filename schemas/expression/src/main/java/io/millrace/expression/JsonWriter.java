package io.millrace.expression;

import com.dashjoin.jsonata.Jsonata;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Makes bytes of values; what is encoded already is copied as it is. */
final class JsonWriter {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(2 * JsonReader.MAX_DEPTH)
                    .build())
            .build();

    private JsonWriter() {}

    /** An object of members, each by its own bytes. */
    static byte[] write(Map<String, Json> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        char before = '{';
        for (Map.Entry<String, Json> member : members.entrySet()) {
            bytes.write(before);
            bytes.write('"');
            bytes.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(wellFormed(member.getKey())));
            bytes.write('"');
            bytes.write(':');
            bytes.writeBytes(member.getValue().bytes());
            before = ',';
        }
        if (before == '{') {
            bytes.write('{');
        }
        bytes.write('}');
        return bytes.toByteArray();
    }

    static byte[] write(Object tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            write(generator, tree);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, Object tree) {
        switch (tree) {
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((name, value) -> {
                    generator.writeName(wellFormed((String) name));
                    write(generator, value);
                });
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                list.forEach(value -> write(generator, value));
                generator.writeEndArray();
            }
            case String string -> generator.writeString(wellFormed(string));
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case BigInteger number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case Boolean bool -> generator.writeBoolean(bool);
            case Object other when other.equals(Jsonata.NULL_VALUE) -> generator.writeNull();
            default ->
                throw new JsonException("no JSON value: " + tree.getClass().getName());
        }
    }

    /** Half a surrogate pair, which JSON can escape but UTF-8 cannot hold, becomes the replacement character. */
    private static String wellFormed(String string) {
        for (int i = 0; i < string.length(); i++) {
            if (Character.isSurrogate(string.charAt(i))) {
                return string.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return string;
    }
}
