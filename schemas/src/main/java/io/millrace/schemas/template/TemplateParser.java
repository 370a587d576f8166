package io.millrace.schemas.template;

import static io.millrace.schemas.template.ExpressionSyntax.MAX_DEPTH;

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
    /** How many closing pairs that turn out not to be the end are tried in one string; each costs a parse up to it. */
    static final int MAX_TRIES = 20;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private static final Fault TOO_MANY =
            new Fault("There are too many " + CLOSE + " that are not the end of an expression", 0);

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
        Brackets brackets = new Brackets(string, start);
        for (int close = string.indexOf(CLOSE, start);
                close >= 0 && tries < MAX_TRIES && !brackets.isHopeless();
                close = string.indexOf(CLOSE, close + 1)) {
            brackets.readTo(close);
            if (brackets.deepest() > MAX_DEPTH) {
                throw failure(start, ExpressionSyntax.tooDeep(0));
            }
            if (brackets.mayEnd()) {
                String source = string.substring(start, close);
                Optional<Fault> fault = ExpressionSyntax.check(source);
                if (fault.isEmpty()) {
                    parts.add(new Expression(source, start));
                    return close + CLOSE.length();
                }
                first = first.or(() -> fault);
                tries++;
            }
        }
        throw failure(start, first.orElseGet(() -> tries < MAX_TRIES ? unfinished(start) : TOO_MANY));
    }

    /** Nothing could be the end: says what the parser misses at the first closing pair, or that there is none. */
    private Fault unfinished(int start) {
        int close = string.indexOf(CLOSE, start);
        return Optional.of(close)
                .filter(found -> found >= 0)
                .flatMap(found -> ExpressionSyntax.check(string.substring(start, found)))
                .orElse(new Fault("The expression has no closing " + CLOSE, -OPEN.length()));
    }

    private static TemplateSyntaxException failure(int start, Fault fault) {
        return new TemplateSyntaxException(fault.message(), start + fault.position());
    }
}
