package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.NodeStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody holds a lock for longer than a batch waits, or the server is there and says nothing any more. */
class SlowDatabaseTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void nothingIsLostAndNothingIsWrittenTwice() throws Exception {
        String limit = "--spring.datasource.hikari.connection-init-sql=set statement_timeout to '1s'";
        Database database = Servers.postgres();
        try (var kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free())) {
            kafka.start();
            try (var recorder = RunningRecorder.on(
                    kafka.bootstrapServers(), database.url(), database.user(), database.password(), limit)) {
                recorder.awaitReadiness("UP");
                List<Story> stories = stories();
                recorder.send(stories.subList(0, 20).toArray(Story[]::new));
                awaitAll(recorder, stories.subList(0, 20));

                try (Connection other =
                                DriverManager.getConnection(database.url(), database.user(), database.password());
                        Statement statement = other.createStatement()) {
                    other.setAutoCommit(false);
                    statement.execute("lock table node_execution_results");
                    recorder.send(stories.subList(20, 40).toArray(Story[]::new));
                    recorder.awaitReadiness("DOWN");
                    await().until(() -> recorder.metric("millrace.recorder.failures") >= 3);
                    await().until(() -> recorder.metric("millrace.recorder.lag") > 0);
                    recorder.send(stories.subList(40, 60).toArray(Story[]::new));
                    other.rollback();
                }

                awaitAll(recorder, stories);
                recorder.awaitReadiness("UP");
                await().until(() -> recorder.metric("millrace.recorder.lag") == 0);
            }
        }
    }

    /** What was committed without an answer is found committed, as the offsets have moved. */
    @Test
    void norIfTheServerSaysNothingAnyMore() throws Exception {
        String timeout = "--spring.datasource.hikari.data-source-properties.socketTimeout=1";
        Database database = Servers.postgres();
        try (var relay = new Relay(database.url());
                var kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free())) {
            kafka.start();
            try (var recorder = RunningRecorder.on(
                    kafka.bootstrapServers(), relay.url(), database.user(), database.password(), timeout)) {
                recorder.awaitReadiness("UP");
                List<Story> stories = stories();
                recorder.send(stories.subList(0, 20).toArray(Story[]::new));
                awaitAll(recorder, stories.subList(0, 20));

                relay.hold();
                recorder.send(stories.subList(20, 40).toArray(Story[]::new));
                recorder.awaitReadiness("DOWN");
                await().until(() -> recorder.metric("millrace.recorder.failures") >= 2);
                relay.release();

                recorder.send(stories.subList(40, 60).toArray(Story[]::new));
                awaitAll(recorder, stories);
                recorder.awaitReadiness("UP");
            }
        }
    }

    private static List<Story> stories() {
        return IntStream.range(0, 60)
                .mapToObj(i -> Story.of("ann", "orders")
                        .triggered("{}")
                        .started()
                        .nodeStarted("hook", 1)
                        .attemptFailed("hook", 1)
                        .completed("hook", 2, NodeStatus.SUCCESS, "{}", null)
                        .finished("1"))
                .toList();
    }

    /** Whatever was written twice would count an attempt twice. */
    private static void awaitAll(RunningRecorder recorder, List<Story> stories) {
        Object ids = stories.stream().map(Story::id).toArray(UUID[]::new);
        await().ignoreExceptions().untilAsserted(() -> assertThat(recorder.owner()
                        .queryForMap(
                                "select count(*) as executions, sum(cardinality(n.failed_attempts)) as failed"
                                        + " from workflow_executions e join node_execution_results n"
                                        + " on n.execution_id = e.id where e.status = 'success'"
                                        + " and n.status = 'success' and e.id = any(?)",
                                ids))
                .isEqualTo(Map.of("executions", (long) stories.size(), "failed", (long) stories.size())));
    }
}
