package io.millrace.recorder.query;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

/** Writes those fields of an execution that it is to show. */
@Configuration(proxyBeanMethods = false)
class ShownFields {
    static final String FILTER = "shown";

    @Bean
    JsonMapperBuilderCustomizer onlyShownFields() {
        var provider = new SimpleFilterProvider().addFilter(FILTER, new Filtering());
        return builder -> builder.filterProvider(provider);
    }

    /** The field that a property belongs to: a preview and a link belong to what they stand for. */
    private static String field(String property) {
        return property.startsWith("output") ? "output" : property;
    }

    private static final class Filtering extends SimpleBeanPropertyFilter {
        @Override
        public void serializeAsProperty(
                Object pojo, JsonGenerator json, SerializationContext context, PropertyWriter writer) throws Exception {
            if (((ExecutionView) pojo).fields().has(field(writer.getName()))) {
                writer.serializeAsProperty(pojo, json, context);
            }
        }
    }
}
