package io.millrace.benchmark.flow;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What callers that each wait for their answer got done in a while, all of it recorded.
 *
 * @param rate completed and recorded a second
 * @param micros processor time of each part for one execution
 * @param bytes in the history for one execution, with indexes
 */
record Round(Tally tally, long rate, Map<String, Long> micros, long bytes) {
    /** Takes as long as it is told, and until the last execution is recorded. */
    static Round run(WholeSystem system, String workflowId, String body, int callers, int seconds) throws Exception {
        return run(new Millrace(system, workflowId), system.webhook(workflowId), body, callers, seconds);
    }

    /** The same for a system that may be another. */
    static Round run(Contender contender, URI webhook, String body, int callers, int seconds) throws Exception {
        long already = contender.recorded().all();
        Map<String, Duration> cpu = contender.cpu();
        long size = contender.historySize();
        long begin = System.nanoTime();
        Tally tally = new Load(webhook, body).closed(callers, Duration.ofSeconds(seconds));
        long accepted = tally.accepted();
        if (accepted == 0) {
            throw new IllegalStateException(webhook + ": nothing was accepted, answers " + tally.byStatus());
        }
        contender.awaitCompleted(already + accepted);
        long rate = Math.round(accepted / ((System.nanoTime() - begin) / 1e9));
        return new Round(
                tally, rate, micros(cpu, contender.cpu(), accepted), (contender.historySize() - size) / accepted);
    }

    /** What each part has taken in between for one of so many executions, in microseconds. */
    static Map<String, Long> micros(Map<String, Duration> before, Map<String, Duration> after, long count) {
        Map<String, Long> micros = new LinkedHashMap<>();
        after.forEach((part, time) -> {
            Duration taken = time.minus(before.getOrDefault(part, Duration.ZERO));
            micros.put(part, taken.toNanos() / 1000 / count);
        });
        return micros;
    }

    /** Processor time of all that is measured: what only calls, or is called, is not. */
    long allMicros() {
        return micros.entrySet().stream()
                .filter(part -> !WholeSystem.OTHERS.contains(part.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
