package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two users, every call that is documented, every id, and every table past the service: nothing of the other's. */
class IsolationTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final JdbcTemplate query = new JdbcTemplate(recorder.query());
    private final TransactionTemplate transaction =
            new TransactionTemplate(new JdbcTransactionManager(recorder.query()));
    private final String ann = "ann-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
    private Story long1;
    private Story failed;

    @BeforeEach
    void record() {
        String padding = "x".repeat(70_000);
        long1 = Story.of(ann, canary)
                .triggered(Story.trigger("{\"%s\":\"%s\"}".formatted(canary, padding))
                        .setStartedBy(ann)
                        .setLabels(java.util.Map.of("tag", canary))
                        .build())
                .started()
                .completed("hook", "{\"%s\":\"%s\"}".formatted(canary, padding))
                .logged(canary)
                .finished("{\"%s\":\"%s\"}".formatted(canary, padding));
        failed = Story.of(ann, canary)
                .triggered("\"" + canary + "\"")
                .started()
                .completed("hook", "\"" + canary + "\"")
                .finished(ExecutionStatus.FAILED, null, Story.failure("x", canary), List.of(), List.of());
        recorder.send(long1, failed);
        Folded.await(recorder);
        // Of workflows and their statistics nothing is sent here: what is theirs is put there as it would be written.
        recorder.owner().update("insert into workflows values (?, ?, ?, 1, 1, false, now())", canary, ann, canary);
        recorder.owner()
                .update(
                        "insert into workflow_versions values (?, 1, ?, gen_random_uuid(), '{}', ?, now())",
                        canary,
                        ann,
                        ann);
    }

    @Test
    void everyDocumentedCallShowsEachUserTheirOwnAndNothingElse() {
        List<String> calls = calls();
        assertThat(calls).hasSizeGreaterThan(8);
        assertThat(calls.stream().filter(call -> recorder.get(ann, call).body().contains(canary)))
                .as("calls that show the owner something")
                .hasSizeGreaterThan(8);
        for (String call : calls) {
            for (String parameter : List.of("", "ownerId=" + ann, "ownerId=*")) {
                String path = parameter.isEmpty() ? call : call + (call.contains("?") ? "&" : "?") + parameter;
                HttpResponse<String> answer = recorder.get(bob, path);
                assertThat(answer.body())
                        .as(path)
                        .doesNotContain(canary)
                        .doesNotContain(long1.id().toString());
                assertThat(answer.statusCode()).as(path).isLessThan(500);
                if (!parameter.isEmpty()) {
                    assertThat(answer.statusCode()).as(path).isEqualTo(403);
                } else if (call.contains(long1.id().toString())) {
                    assertThat(answer.statusCode()).as(path).isEqualTo(404);
                }
            }
        }
    }

    @Test
    void anAdminSeesAllOfItByNamingTheOwnerOrEverybody() {
        double before = audited();
        List<String> calls = calls();
        for (String call : calls) {
            for (String whose : List.of(ann, "*")) {
                HttpResponse<String> answer =
                        recorder.getAsAdmin(bob, call + (call.contains("?") ? "&" : "?") + "ownerId=" + whose);
                assertThat(answer.statusCode())
                        .as(call + answer.body())
                        .isEqualTo(recorder.get(ann, call).statusCode());
                if (recorder.get(ann, call).body().contains(canary)) {
                    assertThat(answer.body()).as(call).contains(canary);
                }
            }
            assertThat(recorder.getAsAdmin(bob, call).body())
                    .as("without the parameter an admin reads what is their own")
                    .doesNotContain(canary);
        }
        assertThat(audited() - before).isEqualTo(2 * calls.size());
    }

    @Test
    void theRoleThatReadsFindsNothingOfTheOthersInAnyTable() {
        List<String> tables = query.queryForList(
                "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace"
                        + " and relkind in ('r', 'p', 'v', 'm') and has_table_privilege(oid, 'select')",
                String.class);
        assertThat(tables).contains("workflow_executions", "execution_payloads", "execution_labels");
        int seen = 0;
        for (String table : tables) {
            String rows = "select count(*) from " + table + " t where t::text like '%" + canary + "%'";
            for (String nobody : List.of(bob, "", "*", "%")) {
                assertThat(counted(nobody, rows)).as(table + " for " + nobody).isZero();
            }
            assertThat(query.queryForObject(rows, Integer.class)).as(table).isZero();
            seen += counted(ann, rows);
        }
        assertThat(seen).as("rows that the owner sees").isGreaterThan(8);
        String search = "select count(*) from search_errors('" + canary + "', null, null, null, null, null, null, null,"
                + " null, null, null, null, null, 9)";
        assertThat(counted(ann, search)).isOne();
        assertThat(counted(bob, search)).isZero();
        assertThat(query.queryForObject(search, Integer.class)).isZero();
    }

    @Test
    void theRoleThatReadsHasNoWayAroundTheTables() {
        assertThat(recorder.owner()
                        .queryForList(
                                "select inhrelid::regclass::text from pg_inherits"
                                        + " where has_any_column_privilege('millrace_query', inhrelid, 'select')",
                                String.class))
                .as("partitions, which policies of their table do not hold for")
                .isEmpty();
        assertThat(recorder.owner()
                        .queryForList(
                                "select relname from pg_class where relnamespace = 'public'::regnamespace"
                                        + " and relkind in ('r', 'p')"
                                        + " and has_table_privilege('millrace_query', oid, 'select')"
                                        + " and not (relrowsecurity and relforcerowsecurity)",
                                String.class))
                .as("tables without policies")
                .containsExactly("recorder_offsets");
        assertThat(recorder.owner()
                        .queryForList(
                                "select p.oid::regprocedure::text from pg_proc p where p.prosecdef"
                                        + " and has_function_privilege('millrace_query', p.oid, 'execute')",
                                String.class))
                .singleElement()
                .asString()
                .startsWith("search_errors(");
    }

    @Test
    void anErrorInMidTransactionLeavesNobodysRightsOnTheConnection() {
        for (int i = 0; i < 20; i++) {
            try {
                transaction.executeWithoutResult(status -> {
                    query.queryForList(
                            "select set_config('millrace.owner', ?, true), set_config('millrace.all_owners', 'on', true)",
                            ann);
                    query.queryForObject("select 1 / 0", Integer.class);
                });
            } catch (org.springframework.dao.DataAccessException expected) {
                // and the connection goes back to the others
            }
            assertThat(query.queryForObject("select count(*) from workflow_executions", Integer.class))
                    .isZero();
        }
    }

    @Test
    void allThatOneAnswerShowsIsOfOneMoment() {
        List<String> isolation =
                transaction.execute(status -> query.queryForList("show transaction_isolation", String.class));
        assertThat(isolation).containsExactly("repeatable read");
    }

    /** Each that the service documents, with each id that there is. */
    private List<String> calls() {
        JsonNode paths =
                JSON.readTree(recorder.get(bob, "/openapi.json").body()).path("paths");
        var calls = new ArrayList<String>();
        paths.propertyStream().filter(path -> path.getValue().has("get")).forEach(path -> {
            for (Story story : List.of(long1, failed)) {
                calls.add(path.getKey().replace("{id}", story.id().toString()).replace("{nodeId}", "hook"));
            }
        });
        calls.addAll(List.of(
                "/executions?workflowId=" + canary,
                "/executions?label=tag:" + canary,
                "/executions?q=" + canary,
                "/executions?status=success,failed,running",
                "/executions/export?format=csv"));
        return calls.stream().distinct().toList();
    }

    private double audited() {
        return recorder.get(bob, "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_audit_reads_total") && line.contains("allowed=\"true\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private int counted(String owner, String sql) {
        List<Integer> count = transaction.execute(status -> {
            query.queryForObject("select set_config('millrace.owner', ?, true)", String.class, owner);
            return query.queryForList(sql, Integer.class);
        });
        return count.getFirst();
    }
}
