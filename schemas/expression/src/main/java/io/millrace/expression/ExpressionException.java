package io.millrace.expression;

import io.millrace.schemas.event.Failure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parameter cannot be evaluated: names the parameter, the place in its text, and the reason. */
public final class ExpressionException extends RuntimeException {

    /** The type of failures that come from expressions. */
    public static final String TYPE = "expression";

    private static final int MAX_MESSAGE = 4_096;

    private final String parameter;
    private final @Nullable Integer position;

    ExpressionException(String parameter, @Nullable Integer position, String message, @Nullable Throwable cause) {
        super(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE), cause);
        this.parameter = parameter;
        this.position = position;
    }

    /** A value is none that the node can use; the path's first key is the parameter. */
    public static ExpressionException unusable(String message, String... path) {
        String pointer = "";
        for (String key : path) {
            pointer = Pointers.child(pointer, key);
        }
        return new ExpressionException(pointer, null, message, null);
    }

    /** The parameter, as a JSON pointer below the node's parameters. */
    public String parameter() {
        return parameter;
    }

    /** The place in the parameter's text, in characters from 0; absent where the value as a whole is at fault. */
    public Optional<Integer> position() {
        return Optional.ofNullable(position);
    }

    /** The failure of the node whose parameter it is; trying again would end the same way. */
    public Failure failure(String nodeId) {
        return Failure.newBuilder()
                .setType(TYPE)
                .setMessage(String.valueOf(getMessage()))
                .setNodeId(nodeId)
                .setParameter(parameter)
                .setPosition(position)
                .build();
    }
}
