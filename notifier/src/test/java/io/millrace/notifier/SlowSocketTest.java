package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowSocketTest {
    private static final int MESSAGES = 120;

    @Test
    void oneThatDoesNotReadIsCutOffAndNobodyWaitsForIt(@TempDir Path folder) throws Exception {
        String ann = "ann-" + UUID.randomUUID();
        String output = "\"" + "x".repeat(300_000) + "\"";
        try (var service = new Service(
                        new Users(folder), "millrace.stream.preview-size=512KB", "millrace.sockets.send-timeout=6s");
                var writer = new Writer(Servers.kafka());
                var slow = service.socket(ann).send("{\"type\":\"subscribe\"}");
                var quick = service.socket(ann).send("{\"type\":\"subscribe\"}")) {
            slow.first("subscribed");
            quick.first("subscribed");
            slow.stopReading();
            Events execution = Events.of(ann, "orders", 0);
            writer.trigger(execution);
            writer.commit(execution.started());
            for (int i = 0; i < MESSAGES; i++) {
                writer.commit(execution.completed(2 + i, output));
            }
            writer.commit(execution.finished(2 + MESSAGES));

            assertThat(quick.sequences(execution.executionId()))
                    .hasSize(MESSAGES + 3)
                    .isSorted();
            await("the slow socket's end").until(() -> service.metric("millrace.notifier.sockets") == 1);
            assertThat(slow.now(execution.executionId())).hasSizeLessThan(MESSAGES);
        }
    }
}
