package io.millrace.web;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says in schemas what records say: what may be null, and what is always there. */
@SuppressWarnings("rawtypes") // the library's own
final class DocumentedRecords implements ModelConverter {
    @Override
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (resolved == null) {
            return null;
        }
        Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
        if (raw.isRecord()) {
            String reference = resolved.get$ref();
            String name = reference == null ? resolved.getName() : reference.substring(reference.lastIndexOf('/') + 1);
            Schema schema = context.getDefinedModels().get(name);
            if (schema != null && schema.getProperties() != null) {
                complete(schema, raw);
            }
        }
        return resolved;
    }

    private static void complete(Schema<?> schema, Class<?> type) {
        var required = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            if (!schema.getProperties().containsKey(name)) {
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean leftOut = nullable
                    && (type.isAnnotationPresent(JsonInclude.class)
                            || component.getAccessor().isAnnotationPresent(JsonInclude.class));
            if (!leftOut) {
                required.add(name);
                if (nullable && !component.getAccessor().isAnnotationPresent(JsonRawValue.class)) {
                    addNull(schema, name);
                }
            }
        }
        // What a filter goes over may lack anything.
        if (!type.isAnnotationPresent(JsonFilter.class)) {
            schema.setRequired(List.copyOf(required));
        }
    }

    private static void addNull(Schema<?> schema, String name) {
        Schema<?> property = schema.getProperties().get(name);
        if (property == null) {
            return;
        }
        if (property.getTypes() != null) {
            property.addType("null");
        } else if (property.get$ref() != null) {
            Schema<?> either = new Schema<Object>()
                    .description(property.getDescription())
                    .addOneOfItem(new Schema<>().$ref(property.get$ref()))
                    .addOneOfItem(new Schema<>().types(Set.of("null")));
            schema.addProperty(name, either);
        }
    }
}
