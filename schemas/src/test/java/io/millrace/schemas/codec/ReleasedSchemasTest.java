package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {

    static List<Schema> types() {
        return EventTypes.ALL;
    }

    /** What is written today must be decodable for ever, so its schema has to be among the kept ones. */
    @ParameterizedTest
    @MethodSource("types")
    void todaysSchemaIsKept(Schema current) {
        List<Schema> released = ReleasedSchemas.of(current.getName());

        assertThat(released)
                .as(
                        "%s has changed or is new: keep its schema as src/main/resources%s with the content%n%s%n",
                        current.getName(),
                        ReleasedSchemas.resource(current.getName(), released.size() + 1),
                        SchemaFormatter.format("json/pretty", current))
                .isNotEmpty()
                .last()
                .satisfies(last -> assertThat(SchemaNormalization.parsingFingerprint64(last))
                        .isEqualTo(SchemaNormalization.parsingFingerprint64(current)));
    }

    /** Old readers meet new records and new readers old ones, whatever the versions. */
    @ParameterizedTest
    @MethodSource("types")
    void everyVersionReadsEveryOther(Schema current) {
        var all = new ArrayList<>(ReleasedSchemas.of(current.getName()));
        all.add(current);
        for (Schema reader : all) {
            for (Schema writer : all) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .as("%s read as %s", writer, reader)
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }
}
