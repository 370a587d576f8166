package io.millrace.benchmark.flow;

import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The whole system, seen by one workflow at a time. */
final class Millrace implements Contender {
    private final WholeSystem system;
    private String workflow;

    /** Counts what this workflow has, until the next begins. */
    Millrace(WholeSystem system, String workflow) {
        this.system = system;
        this.workflow = workflow;
    }

    @Override
    public String label() {
        return "";
    }

    @Override
    public URI begin(String id, String definition) throws Exception {
        workflow = id;
        system.publish(id, definition);
        return system.webhook(id);
    }

    @Override
    public void awaitCompleted(long count) throws SQLException, InterruptedException {
        system.awaitCompleted(workflow, count);
    }

    @Override
    public Recorded recorded() throws SQLException {
        return system.recorded(workflow);
    }

    @Override
    public Watch watch(int every) {
        return new Asking(system, every, new AtomicInteger(), new AtomicInteger(), new ConcurrentHistogram(3));
    }

    @Override
    public long historySize() throws SQLException {
        return system.database().historySize();
    }

    @Override
    public Map<String, Duration> cpu() {
        return system.cpu();
    }

    @Override
    public Map<String, Long> peakMb() {
        return system.peakMb();
    }

    /** Asks for some executions only: to ask for all would be a load of its own. */
    private record Asking(WholeSystem system, int every, AtomicInteger turn, AtomicInteger failures, Histogram seen)
            implements Watch {
        @Override
        public void accepted(Connection.Answer answer, long due, int webhook) {
            if (turn.getAndIncrement() % every != 0) {
                return;
            }
            if (system.hasSucceeded(answer.executionId())) {
                seen.recordValue((System.nanoTime() - due) / 1000);
            } else {
                failures.incrementAndGet();
            }
        }

        @Override
        public long unseen() {
            return failures.get();
        }

        @Override
        public void close() {
            // Nothing of it is open.
        }
    }
}
