package io.millrace.benchmark.flow;

import java.time.Duration;
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
        long already = system.recorded(workflowId, "true");
        Map<String, Duration> cpu = system.cpu();
        long size = system.database().historySize();
        long begin = System.nanoTime();
        Tally tally = new Load(system.webhook(workflowId), body).closed(callers, Duration.ofSeconds(seconds));
        long accepted = tally.accepted();
        if (accepted == 0) {
            throw new IllegalStateException(workflowId + ": nothing was accepted, answers " + tally.byStatus());
        }
        system.awaitCompleted(workflowId, already + accepted);
        long rate = Math.round(accepted / ((System.nanoTime() - begin) / 1e9));
        return new Round(
                tally,
                rate,
                system.microsSince(cpu, accepted),
                (system.database().historySize() - size) / accepted);
    }

    /** Processor time of all that is measured: what only calls, or is called, is not. */
    long allMicros() {
        return micros.entrySet().stream()
                .filter(part -> !WholeSystem.OTHERS.contains(part.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
