package io.millrace.worker.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
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

    private static final JFunction REFUSED = new JFunction(
            (context, arguments) -> {
                throw new UnsupportedOperationException("$eval is not available");
            },
            null);

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
        jsonata.assign("eval", REFUSED);
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
            bindClock(frame, scope.time().toEpochMilli());
        }
        return frame;
    }

    /**
     * The library's own functions would tell the time of this very evaluation, which another attempt would not repeat.
     */
    private static void bindClock(Frame frame, long millis) {
        JFunctionCallable now =
                (context, arguments) -> Functions.dateTimeFromMillis(millis, text(arguments, 0), text(arguments, 1));
        frame.bind("now", new JFunction(now, "<s?s?:s>"));
        frame.bind("millis", new JFunction((context, arguments) -> millis, "<:n>"));
    }

    private static @Nullable String text(List<?> arguments, int index) {
        return index < arguments.size() ? (String) arguments.get(index) : null;
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
            case Error e -> throw e;
            default -> exception(0, cause.getMessage(), cause);
        };
    }

    private ExpressionException exception(int offset, @Nullable String message, @Nullable Throwable cause) {
        return new ExpressionException(parameter, position + offset, String.valueOf(message), cause);
    }
}
