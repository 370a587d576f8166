package io.millrace.schemas.template;

import io.millrace.schemas.template.ExpressionSyntax.Fault;
import java.util.Optional;

/** Counts how deep the brackets of a source nest, leaving out quoted text. */
final class Nesting {

    private Nesting() {}

    static Optional<Fault> check(String source, int maxDepth) {
        int depth = 0;
        for (int i = 0; i < source.length(); i++) {
            switch (source.charAt(i)) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                case '"', '\'', '`' -> i = endOfQuote(source, i);
                default -> {}
            }
            if (depth > maxDepth) {
                return Optional.of(new Fault("the expression is nested more than " + maxDepth + " levels deep", i));
            }
        }
        return Optional.empty();
    }

    private static int endOfQuote(String source, int start) {
        char quote = source.charAt(start);
        for (int i = start + 1; i < source.length(); i++) {
            if (source.charAt(i) == quote) {
                return i;
            }
            if (source.charAt(i) == '\\') {
                i++;
            }
        }
        return source.length();
    }
}
