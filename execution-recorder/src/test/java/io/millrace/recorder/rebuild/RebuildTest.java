package io.millrace.recorder.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.Ports;
import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.rebuild.Comparison.Difference;
import io.millrace.recorder.rebuild.Rebuild.Mode;
import io.millrace.recorder.rebuild.Rebuild.Report;
import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** On servers of its own: what all other tests have told would be compared each time too. */
class RebuildTest {
    private static final Duration PACE = Duration.ofMillis(10);

    private static EmbeddedKafka kafka;
    private static RunningRecorder recorder;
    private static JdbcTemplate jdbc;

    private final String owner = "owner-" + UUID.randomUUID();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        kafka = new EmbeddedKafka(folder, Ports.free()).start();
        Database database = Servers.postgres();
        recorder = RunningRecorder.on(kafka.bootstrapServers(), database.url(), database.user(), database.password());
        recorder.awaitReadiness("UP");
        jdbc = recorder.owner();
    }

    @AfterAll
    static void stop() {
        try (EmbeddedKafka _ = kafka;
                RunningRecorder _ = recorder) {
            // The recorder goes first.
        }
    }

    @Test
    void whatIsThereIsWhatTheTopicsSay() throws SQLException {
        Story handedOn = ours(Story.of(owner, "orders")).triggered("{\"body\":7}");
        Story earlier = story();
        sendAll(handedOn.started().handedOn("hook", "7").finished("7"), earlier, story().deleted(), large());
        // As earlier versions wrote it.
        assertThat(jdbc.update(
                        "update node_execution_results set failed_attempts = '{}', attempt_started_at = started_at"
                                + " where execution_id = ?",
                        earlier.id()))
                .isPositive();

        Report report = run(Mode.VERIFY);

        assertThat(ours(report)).isEmpty();
        assertThat(report.executions()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void eachDifferenceIsFoundAndReplaced() throws SQLException {
        Story changed = story();
        Story thinned = story();
        Story gone = story();
        Story deleted = story().deleted();
        Story preview = large();
        sendAll(changed, thinned, gone, deleted, preview);
        List<String> statistics = statistics();

        jdbc.update("update workflow_executions set output = '{\"total\": 1}' where id = ?", changed.id());
        jdbc.update("delete from node_execution_results where execution_id = ?", thinned.id());
        jdbc.update("delete from execution_labels where execution_id = ?", thinned.id());
        jdbc.update("delete from execution_logs where execution_id = ?", gone.id());
        jdbc.update("delete from workflow_executions where id = ?", gone.id());
        jdbc.update("delete from execution_payloads where execution_id = ?", preview.id());
        jdbc.update("delete from deleted_executions where execution_id = ?", deleted.id());

        assertThat(ours(run(Mode.VERIFY)))
                .extracting(Difference::executionId, Difference::table, Difference::kind)
                .containsExactlyInAnyOrder(
                        tuple(changed.id().toString(), "workflow_executions", "different"),
                        tuple(thinned.id().toString(), "node_execution_results", "missing"),
                        tuple(thinned.id().toString(), "execution_labels", "missing"),
                        tuple(gone.id().toString(), "workflow_executions", "missing"),
                        tuple(gone.id().toString(), "execution_logs", "missing"),
                        tuple(preview.id().toString(), "execution_payloads", "missing"),
                        tuple(deleted.id().toString(), "deleted_executions", "missing"));

        run(Mode.REPLACE);

        assertThat(ours(run(Mode.VERIFY))).isEmpty();
        assertThat(statistics()).as("counters are left alone").isEqualTo(statistics);
        assertThat(jdbc.queryForObject(
                        "select output::text from workflow_executions where id = ?", String.class, changed.id()))
                .isEqualTo("{\"total\":1}");
    }

    @Test
    void whatWasDeletedStaysDeletedAndWhatNobodyKnowsIsReported() throws SQLException {
        Story deleted = story().deleted();
        Story copied = story();
        sendAll(deleted, copied);
        jdbc.update("""
                insert into workflow_executions (id, created_at, owner_id, workflow_id, workflow_version, test, status, sequence)
                values (?, now(), ?, 'orders', 1, false, 'success', 3)
                """, deleted.id(), owner);
        UUID invented = ours(Story.of(owner, "orders")).id();
        jdbc.update("""
                insert into workflow_executions (id, created_at, owner_id, workflow_id, workflow_version, test, status, sequence)
                values (?, now(), ?, 'orders', 1, false, 'success', 3)
                """, invented, owner);

        run(Mode.REPLACE);

        assertThat(ours(run(Mode.VERIFY)))
                .extracting(Difference::executionId, Difference::kind)
                .containsExactly(tuple(invented.toString(), "unexpected"));
    }

    @Test
    void recordersGoOnMeanwhile() throws Exception {
        sendAll(story());
        var over = new AtomicBoolean();
        var sent = new ArrayList<UUID>();
        Thread sender = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                Story story = story();
                recorder.send(story);
                sent.add(story.id());
                LockSupport.parkNanos(PACE.toNanos());
            }
        });

        Report compared = run(Mode.VERIFY);
        Report replaced = run(Mode.REPLACE);
        over.set(true);
        sender.join();

        assertThat(ours(compared)).isEmpty();
        assertThat(replaced.executions()).isPositive();
        awaitRecorded(sent);
        assertThat(ours(run(Mode.VERIFY))).isEmpty();
    }

    private Report run(Mode mode) throws SQLException {
        var database = (HikariDataSource) Objects.requireNonNull(jdbc.getDataSource());
        return RebuildCommand.run(
                mode,
                "--spring.kafka.bootstrap-servers=" + recorder.kafka(),
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword());
    }

    private List<Difference> ours(Report report) {
        return report.differences().stream()
                .filter(difference -> ids.contains(difference.executionId()))
                .toList();
    }

    private Story ours(Story story) {
        ids.add(story.id().toString());
        return story;
    }

    private Story story() {
        return ours(Story.of(owner, "orders"))
                .triggered("{\"a\":1,\"a\":2}")
                .started()
                .completed("price", "{ \"status\": 200 }")
                .logged("a line")
                .finished("{\"total\":1}");
    }

    private Story large() {
        String text = "\"" + "x".repeat(70_000) + "\"";
        return ours(Story.of(owner, "orders"))
                .triggered("{}")
                .started()
                .completed("price", text)
                .finished("{\"total\":1}");
    }

    /** Returns once all is folded. */
    private void sendAll(Story... stories) {
        recorder.send(stories);
        Folded.await(recorder);
    }

    private void awaitRecorded(List<UUID> ids) {
        await().until(() -> Integer.valueOf(ids.size())
                .equals(jdbc.queryForObject(
                        "select count(*) from workflow_executions where status = 'success' and id = any(?)",
                        Integer.class,
                        (Object) ids.toArray(UUID[]::new))));
    }

    private List<String> statistics() {
        return jdbc.queryForList(
                "select t::text from execution_statistics t where owner_id = ? order by 1", String.class, owner);
    }
}
