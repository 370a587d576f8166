package io.millrace.acceptance.system;

import io.millrace.fixture.Database;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

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

    /** Its database, with every right. */
    Database database();

    /** Where each of its services is, the worker too. */
    List<URI> services();

    /** Where its logs are: a file, or a folder of them. */
    List<Path> logs();

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
