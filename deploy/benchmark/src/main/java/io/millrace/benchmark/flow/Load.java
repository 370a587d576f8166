package io.millrace.benchmark.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts one body to a webhook, or to several in turn, again and again. */
final class Load {
    private static final Logger log = LoggerFactory.getLogger(Load.class);

    private final URI server;
    private final List<byte[]> requests;

    /**
     * Does more with an accepted call; the time is the one at which it was to be sent, and the number that of its
     * webhook.
     */
    @FunctionalInterface
    interface Then {
        void accepted(Connection.Answer answer, long due, int webhook);
    }

    Load(URI webhook, String body) {
        this(List.of(webhook), body);
    }

    /** The webhooks are all on one server. */
    Load(List<URI> webhooks, String body) {
        this.server = webhooks.getFirst();
        this.requests = webhooks.stream()
                .map(webhook -> Connection.request(webhook, body))
                .toList();
    }

    /** A closed loop: so many callers, each of which calls again when it was answered; all call the first webhook. */
    Tally closed(int callers, Duration time) throws Exception {
        var tally = new Tally();
        long end = System.nanoTime() + time.toNanos();
        Callable<Void> caller = () -> {
            try (var connection = new Connection(server)) {
                while (System.nanoTime() < end) {
                    long sent = System.nanoTime();
                    Optional<Connection.Answer> _ = call(connection, 0, sent, tally);
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
            idle.add(new Connection(server));
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
                int webhook = (int) (i % requests.size());
                threads.execute(() -> {
                    Optional<Connection.Answer> accepted = call(connection, webhook, due, tally);
                    idle.push(connection); // the last one first, so that no more are open than are needed
                    accepted.ifPresent(answer -> then.accepted(answer, due, webhook));
                });
            }
        }
        idle.forEach(Load::close);
    }

    /** The answer, if it was accepted. */
    private Optional<Connection.Answer> call(Connection connection, int webhook, long due, Tally tally) {
        try {
            Connection.Answer answer = connection.send(requests.get(webhook));
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
