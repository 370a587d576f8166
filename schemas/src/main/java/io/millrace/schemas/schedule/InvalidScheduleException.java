package io.millrace.schemas.schedule;

/** A schedule cannot be read, because of one of its parameters. */
public final class InvalidScheduleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    InvalidScheduleException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** The parameter at fault. */
    public String parameter() {
        return parameter;
    }

    /** What is wrong with it, for people. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
