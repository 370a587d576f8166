package io.millrace.notifier.stream;

import io.millrace.notifier.stream.History.Step;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One receiver's place in a replay that it may share with others: what was read for it and it has not taken yet. */
final class Seat implements History.Replay {
    /** A receiver has few messages in its hands at a time. */
    private static final int CHUNK = 64;

    private static final Step PENDING = new Step.Pending();

    private final String owner;
    private final Position from;
    private final Position to;
    private final Runnable wake;
    private final Queue<List<StreamRecord>> chunks = new ArrayDeque<>();
    private long bytes;
    private long takenNanos = System.nanoTime();
    private @Nullable Step end;
    private @Nullable KafkaException failure;
    private boolean closed;

    Seat(String owner, Position from, Position to, Runnable wake) {
        this.owner = owner;
        this.from = from.copy();
        this.to = to.copy();
        this.wake = wake;
    }

    String owner() {
        return owner;
    }

    Position from() {
        return from;
    }

    Position to() {
        return to;
    }

    boolean wants(StreamRecord record) {
        return record.offset() >= from.next(record.lane()) && record.offset() < to.next(record.lane());
    }

    @Override
    public synchronized Step next() {
        List<StreamRecord> chunk = chunks.poll();
        if (chunk != null) {
            takenNanos = System.nanoTime();
            bytes -= size(chunk);
            return new Step.Records(chunk);
        }
        if (failure != null) {
            // The reader's exception belongs to its thread; each receiver has its own.
            throw new KafkaException("the log could not be read again", failure);
        }
        return end == null ? PENDING : end;
    }

    /** Hands over what was read for it. */
    void offer(List<StreamRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            if (chunks.isEmpty()) {
                takenNanos = System.nanoTime();
            }
            for (int at = 0; at < records.size(); at += CHUNK) {
                chunks.add(List.copyOf(records.subList(at, Math.min(records.size(), at + CHUNK))));
            }
            bytes += size(records);
        }
        wake.run();
    }

    /** Nothing follows but what was handed over. */
    void end(Step last) {
        synchronized (this) {
            end = last;
        }
        wake.run();
    }

    void fail(KafkaException cause) {
        synchronized (this) {
            failure = cause;
        }
        wake.run();
    }

    /** Takes back what was handed over and not taken since then; the receiver begins again where it is. */
    boolean interruptIfIdle(long nanos) {
        synchronized (this) {
            if (chunks.isEmpty() || System.nanoTime() - takenNanos < nanos) {
                return false;
            }
            chunks.clear();
            bytes = 0;
            end = new Step.Interrupted();
        }
        wake.run();
        return true;
    }

    /** About what it holds, in bytes. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private static long size(List<StreamRecord> records) {
        return records.stream().mapToLong(StreamRecord::size).sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        chunks.clear();
        bytes = 0;
    }
}
