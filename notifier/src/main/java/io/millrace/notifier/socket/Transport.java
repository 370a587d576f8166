package io.millrace.notifier.socket;

import java.io.IOException;

/** The way to one client; used by the socket's own thread only. */
interface Transport {
    /** About how many bytes of memory the connection takes while it is open, with all that is there for its client. */
    int memory();

    /**
     * Sends a message; waits until the client takes it.
     *
     * @param cursor the place in the log behind the message; empty for a message that is about none
     * @throws IOException if the client is gone, or did not take it in time
     */
    void send(String message, String cursor) throws IOException;

    /**
     * Shows that the server is there.
     *
     * @return whether the client answers
     * @throws IOException if the client is gone
     */
    boolean heartbeat() throws IOException;

    /**
     * Ends the connection; the client may have done so before.
     *
     * @param farewell the last message, for those who hear it
     */
    void close(CloseReason reason, String farewell);
}
