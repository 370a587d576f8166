package io.millrace.benchmark.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that subscribe and then never read; whoever is cut off comes again. */
final class Deaf implements AutoCloseable {
    private static final int REPLACE_EVERY_MILLIS = 5_000;

    /** The kernel takes some megabytes for each before the server notices: this is so much sooner. */
    private static final int SUBSCRIPTIONS = 20;

    private final List<Thread> threads = new ArrayList<>();

    /** Opens one for each token. */
    Deaf(int port, List<String> tokens) {
        for (String token : tokens) {
            threads.add(Thread.ofVirtual().start(() -> keepDeaf(port, token)));
        }
    }

    private static void keepDeaf(int port, String token) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Wire wire = Wire.openNarrow(port, token)) {
                for (int i = 0; i < SUBSCRIPTIONS; i++) {
                    wire.send("{\"type\":\"subscribe\",\"subscription\":\"s%d\"}".formatted(i));
                }
                while (wire.isTaken()) {
                    Thread.sleep(REPLACE_EVERY_MILLIS);
                }
            } catch (IOException e) {
                // cut off, or not let in: comes again
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        Fleet.join(threads);
    }
}
