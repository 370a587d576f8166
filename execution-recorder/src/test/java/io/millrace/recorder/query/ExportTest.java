package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ExportTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MANY = """
            insert into workflow_executions (id, created_at, owner_id, workflow_id, workflow_version, test, status,
                sequence, kind, trigger_node, trigger_data, finished_at, output)
            select cast(lpad(to_hex(cast(extract(epoch from t) * 1000 as bigint)), 12, '0') || '7000a'
                    || substr(md5(cast(n as text)), 1, 15) as uuid),
                t, ?, 'orders', 1, false, 'success', 3, 'webhook', 'hook', to_json(repeat(md5(cast(n as text)), 600)), t, 'null'
            from (select n, date_trunc('milliseconds', now()) - n * interval '1 ms' as t
                  from generate_series(1, ?) as n) as numbered
            """;

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void aLineOfJsonIsWhatAListHas() {
        Story story = Story.of(owner, "orders")
                .triggered("{\n \"a\":\r\n1}")
                .started()
                .finished("[\n]");
        record(story);

        HttpResponse<String> lines = recorder.get(owner, "/executions/export?workflowId=orders");
        String listed = recorder.get(owner, "/executions").body();

        assertThat(lines.statusCode()).isEqualTo(200);
        assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(lines.headers().firstValue("Millrace-Cursor")).isPresent();
        assertThat(lines.body().lines()).hasSize(1);
        assertThat(JSON.readTree(lines.body()))
                .isEqualTo(JSON.readTree(listed).path("items").path(0));
        assertThat(recorder.get(owner, "/executions/export?workflowId=none").body())
                .isEmpty();
    }

    @Test
    void aTableIsSafeToOpen() {
        Story story = Story.of(owner, "orders")
                .triggered(Story.trigger("-1").setStartedBy("=HYPERLINK(\"a\")").build())
                .started()
                .finished(
                        ExecutionStatus.FAILED,
                        null,
                        Story.failure("http-status", "a, \"b\"\nc"),
                        List.of("x", "y"),
                        List.of());
        record(story);

        HttpResponse<String> all = recorder.get(owner, "/executions/export", "Accept", "text/csv");
        HttpResponse<String> some = recorder.get(
                owner, "/executions/export?format=csv&fields=status,startedBy,trigger,error,nodesExecuted");

        assertThat(all.headers().firstValue("Content-Type")).hasValue("text/csv;header=present;charset=UTF-8");
        assertThat(all.body()).startsWith("id,workflowId,workflowName,").contains("\r\n" + story.id() + ",orders,,1,");
        assertThat(some.body()).isEqualTo("""
                startedBy,status,trigger.kind,trigger.node,trigger.data,trigger.dataUrl,\
                error.type,error.message,error.failedNodes,nodesExecuted\r
                "'=HYPERLINK(""a"")",failed,webhook,hook,"'-1",,http-status,"a, ""b""\nc",x y,2\r
                """);
    }

    @Test
    void whatCannotBeExportedIsRefused() {
        assertThat(recorder.get(owner, "/executions/export?format=xml").statusCode())
                .isEqualTo(400);
        assertThat(recorder.get(owner, "/executions/export?limit=3").statusCode())
                .isEqualTo(400);
        assertThat(recorder.get(owner, "/executions/export", "Accept", "image/png")
                        .statusCode())
                .isEqualTo(406);
        assertThat(recorder.get(owner, "/executions/export", "Accept", "text/html, */*;q=0.1")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aListOfAnyLengthIsWrittenToItsEndInOrder() throws IOException {
        recorder.owner().update(MANY, owner, 1234);

        try (InputStream body =
                recorder.stream(owner, "/executions/export?fields=id,createdAt").body()) {
            List<String> lines = new String(body.readAllBytes(), UTF_8).lines().toList();
            assertThat(lines).hasSize(1234).doesNotHaveDuplicates();
            assertThat(lines.stream()
                            .map(line -> JSON.readTree(line).path("createdAt").asString()))
                    .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        }
    }

    @Test
    void anExportWhoseDatabaseGoesAwayIsBrokenOff() throws IOException {
        recorder.owner().update(MANY, owner, 3000);
        try (InputStream body = recorder.stream(owner, "/executions/export").body()) {
            assertThat(body.readNBytes(100_000)).hasSize(100_000);
            recorder.owner().execute("revoke select on workflow_executions from millrace_query");

            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        } finally {
            recorder.owner().execute("grant select on workflow_executions to millrace_query");
        }
    }

    @Test
    void oneOwnerHasABoundedNumberOfExportsUnderWay() throws IOException {
        recorder.owner().update(MANY, owner, 3000);
        var open = new ArrayList<InputStream>();
        try {
            for (int i = 0; i < 2; i++) {
                InputStream body = recorder.stream(owner, "/executions/export").body();
                body.readNBytes(10);
                open.add(body);
            }
            HttpResponse<String> refused = recorder.get(owner, "/executions/export");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(recorder.get("somebody", "/executions/export").statusCode())
                    .isEqualTo(200);
        } finally {
            for (InputStream body : open) {
                body.close();
            }
        }
        await().untilAsserted(() -> assertThat(recorder.get(owner, "/executions/export?workflowId=none")
                        .statusCode())
                .isEqualTo(200));
    }

    private void record(Story story) {
        recorder.send(story);
        Folded.await(recorder);
    }
}
