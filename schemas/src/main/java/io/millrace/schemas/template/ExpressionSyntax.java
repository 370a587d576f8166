package io.millrace.schemas.template;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Optional;

/** Whether a source is a JSONata expression, without trusting the parser to survive every input. */
final class ExpressionSyntax {

    /** Deeper nesting is refused: the parser, and later the evaluation, recurse several times for each level. */
    static final int MAX_DEPTH = 100;

    /**
     * Why a source is not an expression.
     *
     * @param position the place in the source, in characters from 0
     */
    record Fault(String message, int position) {}

    private ExpressionSyntax() {}

    /** What is wrong with the source; empty if it is an expression. */
    static Optional<Fault> check(String source) {
        try {
            Jsonata.jsonata(source);
            return Optional.empty();
        } catch (JException e) {
            return Optional.of(
                    new Fault(String.valueOf(e.getMessage()), Math.clamp(e.getLocation(), 0, source.length())));
        } catch (StackOverflowError e) {
            return Optional.of(tooDeep(0));
        } catch (StringIndexOutOfBoundsException e) {
            return Optional.of(new Fault("Unfinished comment or regular expression", source.length()));
        } catch (RuntimeException e) {
            // The parser meets some broken input with whatever exception its own code happens to throw.
            return Optional.of(new Fault("The expression cannot be read: " + e, 0));
        }
    }

    static Fault tooDeep(int position) {
        return new Fault("The expression is nested too deeply", position);
    }
}
