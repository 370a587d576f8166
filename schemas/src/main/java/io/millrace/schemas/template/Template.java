package io.millrace.schemas.template;

import java.util.List;
import java.util.Optional;

/**
 * A string with expressions in it, cut into its parts.
 *
 * @param parts in order; no two texts follow one another, and a string without expressions is one text or none
 */
public record Template(List<Part> parts) {

    /** A piece of the string. */
    public sealed interface Part {}

    /** What stands there as it is, an escaped pair of braces already without its backslash. */
    public record Text(String text) implements Part {}

    /**
     * What stands between two pairs of braces.
     *
     * @param source the JSONata expression
     * @param position where the source begins in the string, in characters from 0
     */
    public record Expression(String source, int position) implements Part {}

    public Template {
        parts = List.copyOf(parts);
    }

    /**
     * Cuts a string into its parts.
     *
     * @throws TemplateSyntaxException if an expression has no end or does not parse, or if a bound is exceeded
     */
    public static Template parse(String string) {
        return new Template(TemplateParser.parse(string));
    }

    /** Whether there is no expression in it, so that its value is its text. */
    public boolean isText() {
        return parts.stream().allMatch(Text.class::isInstance);
    }

    /** The expression, if the string is one expression and nothing else: then its value keeps its type. */
    public Optional<Expression> singleExpression() {
        return parts.size() == 1 && parts.getFirst() instanceof Expression only ? Optional.of(only) : Optional.empty();
    }
}
