package io.millrace.worker.loop;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/**
 * Measures what many sleepers cost: heap beyond that of an idle worker, and the time until another worker has them. The
 * broker runs in the same process, so the heap is a little overstated.
 *
 * <pre>java -cp … io.millrace.worker.loop.SleepersCost [how many]</pre>
 */
final class SleepersCost {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PARTITION = 7;

    private SleepersCost() {}

    @SuppressWarnings("SystemOut") // it is what the program is for
    public static void main(String[] args) {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        try (var workers = new Workers()) {
            Engine one = workers.start();
            workers.topic.publish("asleep", 1, """
                    {"nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                      {"id": "hold", "type": "wait", "parameters": {"callback": {}}}],
                     "connections": [{"from": "hook", "to": "hold"}]}
                    """);
            String body = "{\"text\": \"%s\"}".formatted("x".repeat(500));
            workers.finished(workers.topic.trigger("asleep", 9, "hook", body, PARTITION));
            long idle = heap();

            long begun = System.nanoTime();
            workers.topic.triggerMany(count, "asleep", 1, "hook", body, PARTITION);
            await().atMost(PATIENCE).until(() -> workers.gauge("millrace.worker.sleepers") >= count);
            long asleep = System.nanoTime();
            System.out.printf("%,d fell asleep in %,d ms%n", count, (asleep - begun) / 1_000_000);
            System.out.printf("heap beyond idle: %,d KiB%n", (heap() - idle) / 1024);

            one.close();
            long restarted = System.nanoTime();
            workers.start();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> workers.gauge("millrace.worker.sleepers") >= count);
            System.out.printf(
                    "another worker has them after %,d ms, joining the group included%n",
                    (System.nanoTime() - restarted) / 1_000_000);
            System.out.printf("heap beyond idle there: %,d KiB%n", (heap() - idle) / 1024);
        }
        System.exit(0);
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
