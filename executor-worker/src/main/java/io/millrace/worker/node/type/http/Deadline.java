package io.millrace.worker.node.type.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/** Ends a call that takes too long in all: the client's own time-outs begin anew with each byte that arrives. */
final class Deadline implements AutoCloseable {

    private final Future<?> timer;
    private @Nullable HttpUriRequestBase running;
    private boolean passed;

    Deadline(ScheduledExecutorService timers, Duration limit) {
        this.timer = timers.schedule(this::pass, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From here on this is the request to cancel. */
    synchronized void watch(HttpUriRequestBase request) {
        running = request;
        if (passed) {
            request.cancel();
        }
    }

    synchronized boolean hasPassed() {
        return passed;
    }

    private synchronized void pass() {
        passed = true;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
