package io.millrace.embedded;

/** Says which port something else already listens on, and what it was wanted for. */
public final class PortTakenException extends IllegalStateException {

    PortTakenException(int port, String purpose) {
        super("port " + port + ", wanted for " + purpose + ", is taken by another process");
    }
}
