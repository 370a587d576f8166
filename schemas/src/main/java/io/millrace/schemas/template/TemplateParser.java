package io.millrace.schemas.template;

import io.millrace.schemas.template.ExpressionSyntax.Fault;
import io.millrace.schemas.template.Template.Expression;
import io.millrace.schemas.template.Template.Part;
import io.millrace.schemas.template.Template.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the expressions of a string. Braces may stand inside an expression, quoted or as its own objects, so its end is
 * the first pair of closing braces up to which it parses.
 */
final class TemplateParser {

    /** A longer string may have no expressions. */
    static final int MAX_LENGTH = 64 * 1024;
    /** How many closing pairs that are not the end are tried in one string. */
    static final int MAX_TRIES = 100;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String string;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int tries;

    private TemplateParser(String string) {
        this.string = string;
    }

    static List<Part> parse(String string) {
        if (!string.contains(OPEN)) {
            return string.isEmpty() ? List.of() : List.of(new Text(string));
        }
        if (string.length() > MAX_LENGTH) {
            throw new TemplateSyntaxException(
                    "a string with expressions may have at most " + MAX_LENGTH + " characters", MAX_LENGTH);
        }
        return new TemplateParser(string).parts();
    }

    private List<Part> parts() {
        int from = 0;
        for (int open = string.indexOf(OPEN); open >= 0; open = string.indexOf(OPEN, from)) {
            if (open > from && string.charAt(open - 1) == '\\') {
                text.append(string, from, open - 1).append(OPEN);
                from = open + OPEN.length();
            } else {
                text.append(string, from, open);
                endText();
                from = expression(open + OPEN.length());
            }
        }
        text.append(string, from, string.length());
        endText();
        return parts;
    }

    private void endText() {
        if (!text.isEmpty()) {
            parts.add(new Text(text.toString()));
            text.setLength(0);
        }
    }

    private int expression(int start) {
        Optional<Fault> first = Optional.empty();
        for (int close = string.indexOf(CLOSE, start); close >= 0; close = string.indexOf(CLOSE, close + 1)) {
            String source = string.substring(start, close);
            Optional<Fault> fault = ExpressionSyntax.check(source);
            if (fault.isEmpty()) {
                parts.add(new Expression(source, start));
                return close + CLOSE.length();
            }
            first = first.or(() -> fault);
            if (++tries > MAX_TRIES) {
                break;
            }
        }
        Fault fault = first.orElse(new Fault("the expression has no closing " + CLOSE, -OPEN.length()));
        throw new TemplateSyntaxException(fault.message(), start + fault.position());
    }
}
