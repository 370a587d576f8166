package io.millrace.schemas.template;

/** A string's expressions do not parse. */
public final class TemplateSyntaxException extends IllegalArgumentException {

    private final int position;

    TemplateSyntaxException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** The place in the string, in characters from 0. */
    public int position() {
        return position;
    }
}
