package io.millrace.benchmark.flow;

import io.millrace.benchmark.flow.Sent.Call;
import io.millrace.benchmark.live.Journal;
import io.millrace.benchmark.live.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Held against webhooks that were sent: of each of its user's executions every message once, those of the worker in
 * their order. What the gateway says of a trigger may come behind them.
 */
final class WebhookJournal implements Journal {
    private static final String LAST = "execution.finished";

    private final String owner;
    private final Sent sent;
    private final Verdict verdict;
    private final Times times;
    private final Map<UUID, Told> told = new HashMap<>();

    /** Microseconds from when a webhook was to be sent until its first and its last message came, from all journals. */
    record Times(ConcurrentHistogram toFirst, ConcurrentHistogram toLast) {
        Times() {
            this(new ConcurrentHistogram(3), new ConcurrentHistogram(3));
        }
    }

    private static final class Told {
        boolean queued;
        int last;
        long firstAt;
        /** 0 until the execution has ended. */
        long endedAt;
    }

    WebhookJournal(String owner, Sent sent, Verdict verdict, Times times) {
        this.owner = owner;
        this.sent = sent;
        this.verdict = verdict;
        this.times = times;
    }

    @Override
    public synchronized void told(UUID execution, String type, int sequence, long connected, long now) {
        verdict.messages.increment();
        Told known = told.computeIfAbsent(execution, id -> new Told());
        if (known.firstAt == 0) {
            known.firstAt = now;
        }
        if (sequence == 0 ? known.queued : sequence <= known.last) {
            verdict.blame(verdict.repeats, "%s: %s/%d".formatted(owner, execution, sequence));
        } else if (sequence > known.last + 1) {
            verdict.blame(verdict.gaps, "%s: %s/%d after %d".formatted(owner, execution, sequence, known.last));
        }
        if (sequence == 0) {
            known.queued = true;
        }
        known.last = Math.max(known.last, sequence);
        if (type.equals(LAST)) {
            known.endedAt = now;
        }
    }

    /** Nobody here is so slow, or away, that it may miss anything. */
    @Override
    public synchronized void reload(long now) {
        verdict.blame(verdict.gaps, owner + ": a reload");
    }

    @Override
    public synchronized boolean isComplete() {
        return sent.of(owner).stream().allMatch(this::isComplete);
    }

    private boolean isComplete(UUID execution) {
        Told known = told.get(execution);
        return known != null && known.queued && known.endedAt != 0;
    }

    @Override
    public synchronized void close() {
        for (UUID execution : sent.of(owner)) {
            if (!isComplete(execution)) {
                verdict.blame(verdict.missing, "%s: %s has not been told to its end".formatted(owner, execution));
            }
        }
        told.forEach(this::settle);
    }

    private void settle(UUID execution, Told known) {
        Call call = sent.calls().get(execution);
        if (call == null || !call.owner().equals(owner)) {
            verdict.blame(verdict.foreign, owner + " was told of " + execution);
        } else if (call.isMeasured()) {
            times.toFirst.recordValue(micros(known.firstAt - call.due()));
            if (known.endedAt != 0) {
                times.toLast.recordValue(micros(known.endedAt - call.due()));
            }
        }
    }

    private static long micros(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
