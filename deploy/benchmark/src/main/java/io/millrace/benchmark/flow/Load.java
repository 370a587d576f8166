package io.millrace.benchmark.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts one body to one webhook, again and again. */
final class Load {
    private static final Logger log = LoggerFactory.getLogger(Load.class);

    private final URI webhook;
    private final byte[] request;

    /** Does more with an accepted call; the time is the one at which it was to be sent. */
    @FunctionalInterface
    interface Then {
        void accepted(Connection.Answer answer, long due);
    }

    Load(URI webhook, String body) {
        this.webhook = webhook;
        this.request = Connection.request(webhook, body);
    }

    /** A closed loop: so many callers, each of which calls again when it was answered. */
    Tally closed(int callers, Duration time) throws Exception {
        var tally = new Tally();
        long end = System.nanoTime() + time.toNanos();
        Callable<Void> caller = () -> {
            try (var connection = new Connection(webhook)) {
                while (System.nanoTime() < end) {
                    long sent = System.nanoTime();
                    Optional<Connection.Answer> _ = call(connection, sent, tally);
                }
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(callers, caller))) {
                done.get();
            }
        }
        return tally;
    }

    /**
     * An open loop: calls come at their time, whatever becomes of those before.
     *
     * @param rate calls a second
     * @param connections how many may be under way; a call for which there is none left is counted as not sent
     */
    void open(int rate, Duration time, int connections, Tally tally, Then then) {
        Deque<Connection> idle = new ConcurrentLinkedDeque<>();
        for (int i = 0; i < connections; i++) {
            idle.add(new Connection(webhook));
        }
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < rate * time.toSeconds(); i++) {
                long due = begin + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Connection connection = idle.poll();
                if (connection == null) {
                    tally.countUnsent();
                    continue;
                }
                threads.execute(() -> {
                    Optional<Connection.Answer> accepted = call(connection, due, tally);
                    idle.push(connection); // the last one first, so that no more are open than are needed
                    accepted.ifPresent(answer -> then.accepted(answer, due));
                });
            }
        }
        idle.forEach(Load::close);
    }

    /** The answer, if it was accepted. */
    private Optional<Connection.Answer> call(Connection connection, long due, Tally tally) {
        try {
            Connection.Answer answer = connection.send(request);
            tally.count(answer, System.nanoTime() - due);
            return Optional.of(answer).filter(answered -> answered.status() < 300);
        } catch (IOException e) {
            log.debug("a call broke", e);
            tally.countBroken();
            return Optional.empty();
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
