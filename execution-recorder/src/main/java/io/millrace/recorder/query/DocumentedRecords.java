package io.millrace.recorder.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says in the schemas of answers what the records say: what may be null, and what is always there. */
final class DocumentedRecords {
    private static final List<Class<? extends Record>> RECORDS = List.of(
            ExecutionView.class,
            ExecutionView.Trigger.class,
            ExecutionView.Parent.class,
            ExecutionView.RerunOf.class,
            Views.NodeResult.class,
            Views.LogLine.class,
            Views.Definition.class,
            StatisticsView.class,
            StatisticsView.Durations.class,
            StatisticsView.Triggers.class,
            StatisticsView.Point.class);
    /** With {@code fields} all of it can be left out. */
    private static final Set<String> SPARSE = Set.of("Execution");

    private DocumentedRecords() {}

    @SuppressWarnings("rawtypes")
    static void complete(Map<String, Schema> schemas) {
        RECORDS.forEach(type -> {
            String name = name(type);
            Schema<?> schema = schemas.get(name);
            if (schema != null) {
                complete(schema, type, !SPARSE.contains(name));
            }
        });
        schemas.forEach((name, schema) -> {
            if (name.startsWith("Page")) {
                Schema<?> page = schema;
                nullable(page, "nextCursor");
                page.setRequired(List.of("items", "nextCursor"));
            }
        });
    }

    private static String name(Class<? extends Record> type) {
        var named = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        return named == null ? type.getSimpleName() : named.name();
    }

    private static void complete(Schema<?> schema, Class<? extends Record> type, boolean whole) {
        var required = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            if (schema.getProperties() == null || !schema.getProperties().containsKey(name)) {
                continue;
            }
            boolean leftOut = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    && !leftOut
                    && !component.getAccessor().isAnnotationPresent(JsonRawValue.class)) {
                nullable(schema, name);
            }
            if (!leftOut) {
                required.add(name);
            }
        }
        if (whole) {
            schema.setRequired(List.copyOf(required));
        }
    }

    private static void nullable(Schema<?> schema, String name) {
        Schema<?> property = schema.getProperties().get(name);
        if (property == null) {
            return;
        }
        if (property.getTypes() != null) {
            property.addType("null");
        } else if (property.get$ref() != null) {
            schema.addProperty(
                    name,
                    new Schema<>()
                            .oneOf(List.of(
                                    new Schema<>().$ref(property.get$ref()), new Schema<>().types(Set.of("null")))));
        }
    }
}
