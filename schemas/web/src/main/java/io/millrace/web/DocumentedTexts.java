package io.millrace.web;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a service's {@code /openapi.json} says beside what can be read from its code: the file
 * {@code openapi/<service>.json}, read for one document.
 */
final class DocumentedTexts {
    /**
     * The file.
     *
     * @param title of the document
     * @param description of the document
     * @param tags what the groups of calls are for
     * @param schemas of bodies that no class stands for, by name
     * @param requests by operation id
     * @param answers examples of what is answered, by operation id (with the media type behind it, if there are
     *     several) or, for all that answer it, by schema
     * @param headers of what is answered, by operation id
     * @param texts descriptions of schemas, of {@code Schema.property} and of properties of whatever schema
     * @param parameters descriptions of parameters by {@code tag.name} or by name
     */
    record File(
            String title,
            String description,
            Map<String, String> tags,
            Map<String, Schema<?>> schemas,
            Map<String, Request> requests,
            Map<String, Object> answers,
            Map<String, Map<String, String>> headers,
            Map<String, String> texts,
            Map<String, String> parameters) {}

    /**
     * What is sent.
     *
     * @param schema the name of one; any value if absent
     * @param examples by name
     */
    record Request(
            String description, boolean required, @Nullable String schema, Map<String, Object> examples) {}

    private final File file;
    private final Set<String> unused = new TreeSet<>();

    private DocumentedTexts(File file) {
        this.file = file;
        Stream.of(file.requests(), file.answers(), file.headers(), file.texts(), file.parameters())
                .forEach(map -> unused.addAll(map.keySet()));
    }

    /** Those of a service; none if it has no file. */
    static Optional<DocumentedTexts> of(String service) {
        try (InputStream in = DocumentedTexts.class.getResourceAsStream("/openapi/" + service + ".json")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new DocumentedTexts(Json31.mapper().readValue(in, File.class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    File file() {
        return file;
    }

    Optional<Request> request(String operationId) {
        return first(file.requests(), operationId);
    }

    Optional<Object> answer(String... names) {
        return first(file.answers(), names);
    }

    Map<String, String> headers(String operationId) {
        return first(file.headers(), operationId).orElse(Map.of());
    }

    Optional<String> schema(String name) {
        return first(file.texts(), name);
    }

    Optional<String> property(String schema, String name) {
        return first(file.texts(), schema + "." + name, name);
    }

    Optional<String> parameter(String tag, String name) {
        return first(file.parameters(), tag + "." + name, name);
    }

    /** Names in the file that nothing has. */
    Set<String> unused() {
        return Set.copyOf(unused);
    }

    private <T> Optional<T> first(Map<String, T> map, String... names) {
        for (String name : names) {
            T found = map.get(name);
            if (found != null) {
                unused.remove(name);
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
