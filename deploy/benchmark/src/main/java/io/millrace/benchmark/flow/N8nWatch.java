package io.millrace.benchmark.flow;

import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Looks for finished executions every two milliseconds. n8n's answer names no execution; but it makes them in the order
 * of its calls, so that the call that was due first has the lowest id.
 */
final class N8nWatch implements Contender.Watch {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Ids that may be given out before lower ones are to be seen. */
    private static final int OVERTAKING = 200;

    private final java.sql.Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Map<Long, Long>> sightings;
    private final Collection<Long> due = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    /** Looks from now on at executions whose id is higher than the mark. */
    N8nWatch(String url, long mark) throws SQLException {
        connection = DriverManager.getConnection(url);
        Callable<Map<Long, Long>> looking = () -> look(mark);
        sightings = thread.submit(looking);
    }

    private Map<Long, Long> look(long mark) throws SQLException {
        Map<Long, Long> seen = new TreeMap<>();
        long finishedUpTo = mark;
        try (PreparedStatement query = connection.prepareStatement(
                "select id, status = 'success' from execution_entity where id > ? order by id")) {
            boolean last;
            do {
                last = isOver; // one more look after the end
                query.setLong(1, Math.max(mark, finishedUpTo - OVERTAKING));
                finishedUpTo = note(query, finishedUpTo, seen);
                LockSupport.parkNanos(EVERY_NANOS);
            } while (!last);
        }
        return seen;
    }

    /** Returns up to which id all of them have finished. */
    private static long note(PreparedStatement query, long finishedUpTo, Map<Long, Long> seen) throws SQLException {
        long upTo = finishedUpTo;
        boolean allFinished = true;
        try (ResultSet rows = query.executeQuery()) {
            long now = System.nanoTime();
            while (rows.next()) {
                boolean isFinished = rows.getBoolean(2);
                allFinished &= isFinished;
                if (isFinished) {
                    seen.putIfAbsent(rows.getLong(1), now);
                }
                if (allFinished) {
                    upTo = Math.max(upTo, rows.getLong(1));
                }
            }
        }
        return upTo;
    }

    @Override
    public void accepted(Connection.Answer answer, long due, int webhook) {
        this.due.add(due);
    }

    @Override
    public long unseen() {
        return due.size() - seen().getTotalCount();
    }

    @Override
    public Histogram seen() {
        isOver = true;
        try {
            return matched(due, sightings.get().values());
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("n8n's executions could not be looked at", e);
        }
    }

    /**
     * The times from due to seen, in microseconds.
     *
     * @param due in nanoseconds, in whatever order
     * @param seen in nanoseconds, in the order of the executions' ids
     */
    static Histogram matched(Collection<Long> due, Collection<Long> seen) {
        var times = new Histogram(3);
        List<Long> inOrder = new ArrayList<>(due);
        inOrder.sort(null);
        Iterator<Long> next = inOrder.iterator();
        for (long at : seen) {
            if (next.hasNext()) {
                times.recordValue(Math.max(0, at - next.next()) / 1000);
            }
        }
        return times;
    }

    @Override
    public void close() throws SQLException {
        isOver = true;
        thread.shutdown();
        connection.close();
    }
}
