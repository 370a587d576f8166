package io.millrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Evidence;
import io.millrace.acceptance.check.Journal.Entry;
import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.story.Examples;
import io.millrace.acceptance.system.MillraceSystem;
import io.millrace.acceptance.system.Standalone;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Webhooks come at their own pace, whatever the system does; each is accepted, run, recorded and told. */
class LoadIT {

    private static final Logger log = LoggerFactory.getLogger(LoadIT.class);
    private static final int COUNT = Integer.getInteger("millrace.load.count", 300);
    private static final int RATE = Integer.getInteger("millrace.load.rate", 30);
    private static final int WARM_UP = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void everyWebhookIsAcceptedRunRecordedAndTold() {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        log.info("{} webhooks at {}/s, -Dmillrace.seed={}", COUNT, RATE, seed);
        try (MillraceSystem system = Standalone.start();
                Client client = new Client(system, "alice")) {
            warmUp(client);
            Examples.publish(client, Examples.ORDER_INTAKE);
            try (Run run = new Run(system, client)) {
                Queue<Long> latencies = post(run, new Random(seed));

                assertThat(run.journal().entries()).hasSize(COUNT).allMatch(entry -> entry.status() == 202);
                Evidence evidence = run.check(PATIENCE);
                assertThat(evidence.rows()).hasSize(COUNT);
                assertThat(evidence.rows().values())
                        .allMatch(row -> row.path("status").asString().equals("success"))
                        .allMatch(row -> row.path("nodes").size() == 5);
                report(latencies.stream().sorted().toList());
            }
        }
    }

    /** The load meets a system that runs, not a JVM that is still loading its classes. */
    private static void warmUp(Client client) {
        client.publish("warm-up", Examples.read(Examples.ORDER_INTAKE));
        for (int i = 0; i < WARM_UP; i++) {
            client.finished(Examples.start(client, "warm-up/orders", Examples.BIG_ORDER));
        }
    }

    /** Each request has its time, and its latency counts from then. */
    private static Queue<Long> post(Run run, Random random) {
        Queue<Long> latencies = new ConcurrentLinkedQueue<>();
        try (OpenLoop load = new OpenLoop(RATE, COUNT, due -> {
            Entry entry = run.deliver(Examples.ORDER_INTAKE, "orders", order(random));
            latencies.add(System.nanoTime() - due);
            if (entry.status() != 202) {
                log.warn("answered {}", entry);
            }
        })) {
            load.await();
        }
        return latencies;
    }

    private static String order(Random random) {
        return "{\"id\":\"L\",\"items\":[{\"price\":%d,\"quantity\":%d}]}"
                .formatted(1 + random.nextInt(60), 1 + random.nextInt(4));
    }

    private static void report(List<Long> sorted) {
        log.info(
                "intended time to 202: p50 {} ms, p99 {} ms, most {} ms",
                millis(sorted.get(sorted.size() / 2)),
                millis(sorted.get(sorted.size() * 99 / 100)),
                millis(sorted.getLast()));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
