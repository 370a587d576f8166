package io.millrace.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schemas that records were ever written with, kept as resources {@code released/<Type>/<n>.avsc} with n from 1:
 * whatever a topic still holds stays decodable.
 */
final class ReleasedSchemas {
    private ReleasedSchemas() {}

    /** All released schemas of a type, oldest first; empty for a type that was never released. */
    static List<Schema> of(String type) {
        var schemas = new ArrayList<Schema>();
        for (int n = 1; ; n++) {
            try (InputStream resource = ReleasedSchemas.class.getResourceAsStream(resource(type, n))) {
                if (resource == null) {
                    return schemas;
                }
                schemas.add(new Schema.Parser().parse(resource));
            } catch (IOException e) {
                throw new UncheckedIOException(resource(type, n), e);
            }
        }
    }

    /** Where the n-th released schema of a type is kept on the class path. */
    static String resource(String type, int n) {
        return "/io/millrace/schemas/released/" + type + "/" + n + ".avsc";
    }
}
