package io.millrace.acceptance.system;

import java.net.URI;

/** A whole system that runs, however it was started. Closing stops what was started for it. */
public interface MillraceSystem extends AutoCloseable {

    /** Where definitions and webhooks go. */
    URI gateway();

    /** Where the history is read. */
    URI recorder();

    /** Where live events come from. */
    URI notifier();

    /** The {@code bootstrap.servers} of its Kafka. */
    String kafka();

    /** A token of that user which the services accept. */
    String token(String user);

    @Override
    void close();

    /** Closes after something went wrong, which matters more than what goes wrong here. */
    default void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
