package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Ports;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes and goes around the recorder, on servers of its own. */
class RestartTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void nothingIsLostWhileTheRecorderOrTheDatabaseIsAwayAndItGoesOnByItself() throws Exception {
        try (var kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free());
                var postgres = new EmbeddedPostgres(folder.resolve("postgres"), Ports.free())) {
            kafka.start();
            var stories = new ArrayList<Story>();
            String url = postgres.jdbcUrl("postgres");

            // The database comes after the recorder.
            try (var recorder = RunningRecorder.on(kafka.bootstrapServers(), url, "postgres", "")) {
                recorder.awaitReadiness("DOWN");
                assertThat(recorder.get("ann", "/executions").statusCode()).isEqualTo(503);
                postgres.start();
                recorder.awaitReadiness("UP");
                tell(recorder, stories);
                awaitAll(recorder, stories);

                // The database goes while records come.
                postgres.stop();
                tell(recorder, stories);
                recorder.awaitReadiness("DOWN");
                tell(recorder, stories);
                postgres.start();
                awaitAll(recorder, stories);
                recorder.awaitReadiness("UP");

                // The broker goes and comes back.
                kafka.stop();
                recorder.awaitReadiness("DOWN");
                assertThat(recorder.get("ann", "/executions").statusCode()).isEqualTo(200);
                kafka.start();
                recorder.awaitReadiness("UP");
                tell(recorder, stories);
                awaitAll(recorder, stories);
            }

            // The recorder goes, and another one comes.
            try (var recorder = RunningRecorder.on(kafka.bootstrapServers(), url, "postgres", "")) {
                tell(recorder, stories);
                awaitAll(recorder, stories);

                // A second instance takes half of the partitions over and gives them back.
                try (var second = RunningRecorder.on(kafka.bootstrapServers(), url, "postgres", "")) {
                    tell(recorder, stories);
                    awaitAll(recorder, stories);
                    second.awaitReadiness("UP");
                    tell(recorder, stories);
                    awaitAll(recorder, stories);
                }
                tell(recorder, stories);
                awaitAll(recorder, stories);
            }
        }
    }

    private static void tell(RunningRecorder recorder, List<Story> all) {
        for (int i = 0; i < 40; i++) {
            Story story = Story.of("ann", "orders").triggered("{}").started();
            story.nodeStarted("hook", 1).completed("hook", "{}").finished("1");
            all.add(story);
            recorder.send(story);
        }
    }

    private static void awaitAll(RunningRecorder recorder, List<Story> stories) {
        Object ids = stories.stream().map(Story::id).toArray(UUID[]::new);
        await().ignoreExceptions().untilAsserted(() -> assertThat(recorder.owner()
                        .queryForObject(
                                "select count(*) from workflow_executions e join node_execution_results n"
                                        + " on n.execution_id = e.id where e.status = 'success' and n.status = 'success'"
                                        + " and e.id = any(?)",
                                Integer.class,
                                ids))
                .isEqualTo(stories.size()));
    }
}
