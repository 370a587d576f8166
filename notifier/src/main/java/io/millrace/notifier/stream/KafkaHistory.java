package io.millrace.notifier.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pieces of the log again with a bounded number of readers. Receivers that come while all are busy wait, and then
 * share one: a thousand that come back at once cost about what one does.
 */
final class KafkaHistory implements History, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaHistory.class);

    private final LogClients clients;
    private final int maxReaders;
    private final SharedReplay.Limits limits;
    private final StreamMetrics metrics;
    private final List<Seat> waiting = new ArrayList<>();
    private int readers;
    private boolean closed;

    /**
     * Not reading yet.
     *
     * @param maxReaders how many read at once
     */
    KafkaHistory(LogClients clients, int maxReaders, SharedReplay.Limits limits, StreamMetrics metrics) {
        this.clients = clients;
        this.maxReaders = maxReaders;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public synchronized Replay replay(String owner, Position from, Position to, Runnable wake) {
        var seat = new Seat(owner, from, to, wake);
        if (closed) {
            seat.fail(new KafkaException("no longer reading"));
            return seat;
        }
        waiting.add(seat);
        if (readers < maxReaders) {
            readers++;
            Thread.ofPlatform().name("history-reader").daemon().start(this::read);
        }
        return seat;
    }

    private void read() {
        LogConsumer consumer = null;
        try {
            // Making a client takes a while: whoever comes meanwhile rides along.
            consumer = clients.newConsumer("history");
            for (List<Seat> next = next(); !next.isEmpty(); next = next()) {
                read(next, consumer);
            }
        } catch (RuntimeException e) {
            log.warn("cannot make a reader of the log", e);
            fail(takeAll(), new KafkaException(e));
        } finally {
            if (consumer != null) {
                consumer.close();
            }
        }
    }

    private void read(List<Seat> seats, LogConsumer consumer) {
        var replay = new SharedReplay(seats, consumer, limits);
        metrics.replaying(seats.size());
        try {
            replay.run();
        } catch (KafkaException e) {
            log.warn("cannot read the log again for {} receivers: {}", seats.size(), e.toString());
            fail(replay.left(), e);
        } catch (RuntimeException e) {
            log.error("reading the log again for {} receivers failed", seats.size(), e);
            fail(replay.left(), new KafkaException(e));
        }
    }

    private static void fail(List<Seat> seats, KafkaException cause) {
        seats.forEach(seat -> seat.fail(cause));
    }

    /** Those who have waited longest and whoever can ride with them; with none the reader ends. */
    private synchronized List<Seat> next() {
        waiting.removeIf(Seat::isClosed);
        if (waiting.isEmpty() || closed) {
            readers--;
            return List.of();
        }
        var together = new ArrayList<Seat>();
        Position from = waiting.getFirst().from();
        Position to = waiting.getFirst().to();
        for (Iterator<Seat> all = waiting.iterator(); all.hasNext(); ) {
            Seat seat = all.next();
            if (together.isEmpty() || SharedReplay.fit(from, to, seat, limits.records())) {
                from = from.lowest(seat.from());
                to = to.highest(seat.to());
                together.add(seat);
                all.remove();
            }
        }
        return together;
    }

    private synchronized List<Seat> takeAll() {
        readers--;
        return takeWaiting();
    }

    private synchronized List<Seat> takeWaiting() {
        List<Seat> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        fail(takeWaiting(), new KafkaException("no longer reading"));
    }
}
