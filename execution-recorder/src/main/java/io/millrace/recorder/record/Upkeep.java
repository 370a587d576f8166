package io.millrace.recorder.record;

import io.millrace.recorder.RecorderSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that now and then does what no record asks for: partitions ahead, retention, pruning. */
final class Upkeep implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final Preparation preparation;
    private final List<Runnable> tasks;
    private final RecordingMetrics metrics;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    Upkeep(
            Preparation preparation,
            HistoryPartitions partitions,
            Retention retention,
            StatisticsPruning pruning,
            RecordingMetrics metrics,
            RecorderSettings.History settings) {
        this.preparation = preparation;
        this.tasks = List.of(partitions::ensureAhead, retention::apply, pruning::apply);
        this.metrics = metrics;
        this.interval = settings.upkeep();
        this.thread = Thread.ofVirtual().name("upkeep").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Does not wait for what is under way: transactions end as a whole. */
    void close() {
        closed.countDown();
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            do {
                turn();
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            log.debug("upkeep ends", e);
        }
    }

    private void turn() throws InterruptedException {
        try {
            preparation.ensure();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            log.warn("upkeep waits for {}: {}", interval, e.toString()); // the loops say more
            return;
        }
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                metrics.failure("upkeep");
                log.error("upkeep failed; next attempt in {}", interval, e);
            }
        }
    }
}
