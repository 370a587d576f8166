package io.millrace.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that are other than the library's own. */
final class Builtins {

    private static final JFunction EVAL = new JFunction(
            (context, arguments) -> {
                throw new UnsupportedOperationException("$eval is not available");
            },
            null);

    private static final JFunction PAD = new JFunction((context, arguments) -> pad(arguments), "<s-ns?:s>");

    private Builtins() {}

    /** Puts functions in place that are the same whenever the expression is evaluated. */
    static void define(Jsonata expression) {
        expression.assign("eval", EVAL);
        expression.assign("pad", PAD);
    }

    /** The library's own clock would tell the time of this very evaluation, which another attempt would not repeat. */
    static void defineClock(Frame frame, long millis) {
        JFunctionCallable now = (context, arguments) ->
                Functions.dateTimeFromMillis(millis, string(arguments, 0), string(arguments, 1));
        frame.bind("now", new JFunction(now, "<s?s?:s>"));
        frame.bind("millis", new JFunction((context, arguments) -> millis, "<:n>"));
    }

    /** The library's own takes time by the square of the width, and has no bound. */
    private static @Nullable Object pad(List<?> arguments) {
        String text = string(arguments, 0);
        if (text == null) {
            return null;
        }
        int width = ((Number) arguments.get(1)).intValue();
        String filler = string(arguments, 2);
        int missing = Math.abs(width) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (missing > Output.MAX_SIZE) {
            throw new IllegalArgumentException("$pad makes at most " + Output.MAX_SIZE + " characters");
        }
        int[] cycle =
                (filler == null || filler.isEmpty() ? " " : filler).codePoints().toArray();
        StringBuilder padding = new StringBuilder(missing);
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(cycle[i % cycle.length]);
        }
        return width > 0 ? text + padding : padding + text;
    }

    private static @Nullable String string(List<?> arguments, int index) {
        return index < arguments.size() ? (String) arguments.get(index) : null;
    }
}
