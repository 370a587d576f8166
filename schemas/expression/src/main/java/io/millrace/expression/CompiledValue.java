package io.millrace.expression;

import com.dashjoin.jsonata.Jsonata;
import io.millrace.schemas.template.Template;
import io.millrace.schemas.template.TemplateSyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parameter's value, its templates parsed once and for all. */
sealed interface CompiledValue {

    /** Where constants are worked out. */
    Scope NOWHERE = Scope.of(Json.NULL, Json.NULL, Map.of(), Json.NULL, Json.NULL, Instant.EPOCH);

    /**
     * The tree in this scope; null where it is missing.
     *
     * @param output bounds what one call may give in all
     * @throws ExpressionException if an expression fails
     */
    @Nullable
    Object evaluate(Scope scope, Output output);

    /** What has no expression in it. */
    record Constant(Object tree) implements CompiledValue {
        @Override
        public Object evaluate(Scope scope, Output output) {
            return tree;
        }
    }

    /** A string that is one expression: its value keeps its type. */
    record Typed(Expression expression) implements CompiledValue {
        @Override
        public @Nullable Object evaluate(Scope scope, Output output) {
            return output.plain(expression, expression.evaluate(scope));
        }
    }

    /** Text with expressions in it. */
    record Mixed(List<CompiledValue> parts) implements CompiledValue {
        @Override
        public Object evaluate(Scope scope, Output output) {
            StringBuilder text = new StringBuilder();
            for (CompiledValue part : parts) {
                Object value = part.evaluate(scope, output);
                if (value != null) {
                    text.append(Json.ofTree(value).text());
                }
            }
            return text.toString();
        }
    }

    /** An object; a member whose value is missing is left out. */
    record Members(Map<String, CompiledValue> members) implements CompiledValue {
        @Override
        public Object evaluate(Scope scope, Output output) {
            Map<String, Object> values = new LinkedHashMap<>();
            members.forEach((name, member) -> {
                Object value = member.evaluate(scope, output);
                if (value != null) {
                    values.put(name, value);
                }
            });
            return Collections.unmodifiableMap(values);
        }
    }

    /** A list; an item whose value is missing is null. */
    record Items(List<CompiledValue> items) implements CompiledValue {
        @Override
        public Object evaluate(Scope scope, Output output) {
            List<Object> values = new ArrayList<>(items.size());
            for (CompiledValue item : items) {
                Object value = item.evaluate(scope, output);
                values.add(value == null ? Jsonata.NULL_VALUE : value);
            }
            return Collections.unmodifiableList(values);
        }
    }

    /**
     * Compiles a parameter's tree.
     *
     * @throws ExpressionException if a template does not parse
     */
    static CompiledValue of(String pointer, Object tree) {
        return switch (tree) {
            case String string -> of(pointer, string);
            case Map<?, ?> map -> members(pointer, map);
            case List<?> list -> items(pointer, list);
            default -> new Constant(tree);
        };
    }

    private static CompiledValue of(String pointer, String string) {
        Template template;
        try {
            template = Template.parse(string);
        } catch (TemplateSyntaxException e) {
            throw new ExpressionException(pointer, e.position(), String.valueOf(e.getMessage()), e);
        }
        List<CompiledValue> parts = new ArrayList<>();
        for (Template.Part part : template.parts()) {
            parts.add(
                    switch (part) {
                        case Template.Text text -> new Constant(text.text());
                        case Template.Expression expression -> new Typed(new Expression(pointer, expression));
                    });
        }
        if (template.singleExpression().isPresent()) {
            return parts.getFirst();
        }
        return constantIf(template.isText(), new Mixed(parts));
    }

    private static CompiledValue members(String pointer, Map<?, ?> map) {
        Map<String, CompiledValue> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put((String) name, of(Pointers.child(pointer, name), value)));
        return constantIf(members.values().stream().allMatch(Constant.class::isInstance), new Members(members));
    }

    private static CompiledValue items(String pointer, List<?> list) {
        List<CompiledValue> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(of(Pointers.child(pointer, i), list.get(i)));
        }
        return constantIf(items.stream().allMatch(Constant.class::isInstance), new Items(items));
    }

    private static CompiledValue constantIf(boolean constant, CompiledValue value) {
        Object tree = constant ? value.evaluate(NOWHERE, new Output()) : null;
        return tree == null ? value : new Constant(tree);
    }
}
