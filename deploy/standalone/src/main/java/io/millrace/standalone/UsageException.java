package io.millrace.standalone;

/** The command line asks for something that there is not. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
