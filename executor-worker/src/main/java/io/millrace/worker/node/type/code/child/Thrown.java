package io.millrace.worker.node.type.code.child;

import java.util.stream.StreamSupport;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * What ended a script early, and where in its own text that was, from 1; 0 where it is not known.
 *
 * @param thrown what the script threw, if it is something that scripts can throw
 */
record Thrown(
        Reply.Kind kind,
        String message,
        int line,
        int column,
        @Nullable Value thrown) {

    /** The name of a script's text. */
    static final String SOURCE = "code";

    private static final String TOO_DEEP = "RangeError: Maximum call stack size exceeded";

    /** @throws PolyglotException the same one, if it is not the script's doing */
    static Thrown in(Source source, PolyglotException e) {
        // Something in the engine broke: this process is not to be trusted with another script.
        if (!e.isGuestException() || e.isInternalError() || e.isHostException() || e.isResourceExhausted()) {
            throw e;
        }
        String message = String.valueOf(e.getMessage());
        SourceSection place = place(source, e);
        Reply.Kind kind = e.isSyntaxError() && place != null && isOf(source, e.getSourceLocation())
                ? Reply.Kind.SYNTAX
                : message.equals(TOO_DEEP) ? Reply.Kind.TOO_DEEP : Reply.Kind.THROWN;
        return new Thrown(
                kind,
                kind == Reply.Kind.SYNTAX ? withoutPlace(message) : message,
                place == null ? 0 : place.getStartLine() - 1,
                place == null ? 0 : place.getStartColumn(),
                e.getGuestObject());
    }

    /** The same with words for a thrown value that is no error. */
    Thrown described(Value describe) {
        if (thrown == null || kind != Reply.Kind.THROWN) {
            return this;
        }
        try {
            String description = describe.execute(thrown).asString();
            return description.isEmpty() ? this : new Thrown(kind, description, line, column, thrown);
        } catch (PolyglotException e) {
            // It is a value that throws when it is looked at; what the engine said about it must do.
            return this;
        }
    }

    Reply reply(int droppedLines) {
        return new Reply.Failed(kind, Console.bounded(message), line, column, droppedLines);
    }

    private static @Nullable SourceSection place(Source source, PolyglotException e) {
        if (isOf(source, e.getSourceLocation())) {
            return e.getSourceLocation();
        }
        return StreamSupport.stream(e.getPolyglotStackTrace().spliterator(), false)
                .map(StackFrame::getSourceLocation)
                .filter(section -> isOf(source, section))
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(Source source, @Nullable SourceSection section) {
        return section != null && section.getSource().equals(source);
    }

    /** {@code SyntaxError: code:2:8 Expected …}, then the line: the place is told apart from it. */
    private static String withoutPlace(String message) {
        return message.lines().findFirst().orElse(message).replaceFirst(SOURCE + ":\\d+:\\d+ ", "");
    }
}
