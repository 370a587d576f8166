package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Ports;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables are on a small disk of their own. It takes the right to mount one; without it, this is skipped. */
class FullDiskTest {
    @TempDir
    Path folder = Path.of("");

    private final Random random = new Random(1);

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(disk());
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk().toString()), "may not mount");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk().toString());
    }

    @Test
    void theRecorderStandsStillAndGoesOnByItselfWhenThereIsRoom() throws Exception {
        try (var kafka = new EmbeddedKafka(folder.resolve("kafka"), Ports.free());
                var postgres = new EmbeddedPostgres(folder.resolve("postgres"), Ports.free())) {
            kafka.start();
            postgres.start();
            String url = postgres.jdbcUrl("postgres");
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("create tablespace small location '" + disk() + "'");
                statement.execute("alter database postgres set default_tablespace to small");
            }
            try (var recorder = RunningRecorder.on(kafka.bootstrapServers(), url, "postgres", "")) {
                recorder.awaitReadiness("UP");
                var stories = new ArrayList<Story>();
                await().pollInterval(Duration.ofMillis(50)).until(() -> {
                    tell(recorder, stories);
                    return recorder.metric("millrace.recorder.failures") > 0;
                });
                recorder.awaitReadiness("DOWN");
                tell(recorder, stories);
                await().until(() -> recorder.metric("millrace.recorder.lag") > 0);
                assertThat(recorder.metric("millrace.recorder.dead.letters")).isZero();

                assertThat(run("mount", "-o", "remount,size=1g", disk().toString()))
                        .isTrue();

                awaitAll(recorder, stories);
                recorder.awaitReadiness("UP");
                await().until(() -> recorder.metric("millrace.recorder.lag") == 0);
            }
        }
    }

    /** Half a megabyte that does not get smaller. */
    private void tell(RunningRecorder recorder, List<Story> all) {
        for (int i = 0; i < 10; i++) {
            String text = random.ints(50_000, 'a', 'z' + 1)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            Story story = Story.of("ann", "orders").triggered("{}").started();
            story.completed("hook", "\"" + text + "\"").finished("1");
            all.add(story);
            recorder.send(story);
        }
    }

    private static void awaitAll(RunningRecorder recorder, List<Story> stories) {
        Object ids = stories.stream().map(Story::id).toArray(UUID[]::new);
        await().ignoreExceptions().untilAsserted(() -> assertThat(recorder.owner()
                        .queryForObject(
                                "select count(*) from workflow_executions e join node_execution_results n"
                                        + " on n.execution_id = e.id where e.status = 'success' and e.kind is not null"
                                        + " and length(n.output::text) = 50002 and e.id = any(?)",
                                Integer.class,
                                ids))
                .isEqualTo(stories.size()));
    }

    private Path disk() {
        return folder.resolve("disk").toAbsolutePath();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
