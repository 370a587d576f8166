package io.millrace.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import io.millrace.schemas.template.Template;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSONata expression of a parameter. Any number of threads may evaluate it at once: each evaluation has a frame of
 * its own, and the syntax tree is only read.
 */
final class Expression {

    private static final List<String> NAMES =
            List.of("trigger", "input", "nodes", "item", "index", "execution", "workflow");

    private final String parameter;
    private final int position;
    private final Jsonata jsonata;
    private final List<String> variables;
    private final boolean clock;

    Expression(String parameter, Template.Expression expression) {
        this.parameter = parameter;
        this.position = expression.position();
        String source = expression.source();
        try {
            this.jsonata = Jsonata.jsonata(source);
        } catch (JException e) {
            throw failed(e);
        }
        // The library would turn nulls inside its result, which may be our input, into Java nulls, in place.
        jsonata.setOutputConvertNulls(false);
        // Trees hold JSON values by construction.
        jsonata.setValidateInput(false);
        Builtins.define(jsonata);
        this.variables = NAMES.stream().filter(name -> mentions(source, name)).toList();
        this.clock = mentions(source, "now") || mentions(source, "millis");
    }

    /** The value, which is null where it is missing and {@link Jsonata#NULL_VALUE} where it is null. */
    @Nullable
    Object evaluate(Scope scope) {
        try {
            return jsonata.evaluate(scope.root().tree(), frame(scope));
        } catch (RuntimeException | StackOverflowError e) {
            throw failed(e);
        } catch (OutOfMemoryError e) {
            // What it had made is garbage by now, and it is nearly always the greedy thread that is refused.
            throw exception(0, "the expression takes more memory than there is", null);
        }
    }

    /** What is wrong with the expression's value. */
    ExpressionException failure(String message) {
        return exception(0, message, null);
    }

    private Frame frame(Scope scope) {
        Frame frame = new Frame(null);
        for (String name : variables) {
            scope.find(name).ifPresent(value -> frame.bind(name, value.tree()));
        }
        if (clock) {
            Builtins.defineClock(frame, scope.time().toEpochMilli());
        }
        return frame;
    }

    private static boolean mentions(String source, String variable) {
        return Pattern.compile("\\$" + variable + "\\b").matcher(source).find();
    }

    private ExpressionException failed(Throwable problem) {
        Throwable cause = problem;
        // The library wraps whatever its functions throw.
        while (cause instanceof RuntimeException && !(cause instanceof JException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case JException e -> exception(Math.max(e.getLocation(), 0), e.getMessage(), e);
            case StackOverflowError e -> exception(0, "the expression recurses too deeply", null);
            case OutOfMemoryError e -> exception(0, "the expression takes more memory than there is", null);
            case Error e -> throw e;
            default -> exception(0, "the expression failed: " + cause.getMessage(), cause);
        };
    }

    private ExpressionException exception(int offset, @Nullable String message, @Nullable Throwable cause) {
        return new ExpressionException(parameter, position + offset, String.valueOf(message), cause);
    }
}
