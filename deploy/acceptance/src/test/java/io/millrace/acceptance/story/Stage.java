package io.millrace.acceptance.story;

import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.LocalServer;
import io.millrace.acceptance.system.MillraceSystem;

/** What a scenario plays on: a system that runs, two users of it, and a server for workflows to call. */
public record Stage(MillraceSystem system, Client alice, Client bob, LocalServer server) implements AutoCloseable {

    /** On a system that runs; closing the stage stops it. */
    public static Stage on(MillraceSystem system) {
        return new Stage(system, new Client(system, "alice"), new Client(system, "bob"), LocalServer.start());
    }

    @Override
    public void close() {
        try (system;
                alice;
                bob;
                server) {
            // Each is closed, also where another cannot be.
        }
    }
}
