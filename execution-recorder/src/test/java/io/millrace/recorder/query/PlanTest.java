package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.story.RunningRecorder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every list finds its page by an index, as the role that reads, under its policies, and touches little more than the
 * page; and how long answers take. {@code -Dmillrace.history.executions=1000000} makes it large, and then times count.
 */
class PlanTest {
    private static final int FEW_PAGES = 5;
    private static final Logger log = LoggerFactory.getLogger(PlanTest.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EXECUTIONS = Integer.getInteger("millrace.history.executions", 20_000);
    private static final int LIMIT = 51;
    /** A small history is asked for its plans and answers; its times say nothing. */
    private static final int RUNS = EXECUTIONS >= 1_000_000 ? 31 : 1;

    private static final int WARM_UP = EXECUTIONS >= 1_000_000 ? 5 : 0;
    /** A recorder that has just started compiles while it answers; one in production has done so long ago. */
    private static final int CALLS_BEFORE = EXECUTIONS >= 1_000_000 ? 3_000 : 0;

    private static RunningRecorder recorder;
    private static LargeHistory history;

    /** A list that is asked for, as a query and as a filter. */
    record Asked(String query, boolean everybody, @Nullable Duration before) {
        @Override
        public String toString() {
            return query + (everybody ? " of everybody" : "") + (before == null ? "" : " from " + before + " ago");
        }
    }

    @BeforeAll
    static void start() {
        Database database = Servers.postgres();
        recorder = RunningRecorder.on(Servers.kafka(), database.url(), database.user(), database.password());
        recorder.awaitReadiness("UP");
        // On a connection of its own, which waits for as long as it takes.
        var owner = new DriverManagerDataSource(database.url(), database.user(), database.password());
        history = new LargeHistory(new JdbcTemplate(owner), EXECUTIONS);
        history.make();
        warmUp();
    }

    private static void warmUp() {
        List<String> paths = Stream.concat(
                        Stream.concat(lists(), searches())
                                .filter(asked -> !asked.everybody())
                                .map(PlanTest::path),
                        history.some(CALLS_BEFORE / 100).stream().map(id -> "/executions/" + id))
                .toList();
        for (int i = 0; i < CALLS_BEFORE; i++) {
            recorder.get("owner-3", paths.get(i % paths.size()));
        }
    }

    @AfterAll
    static void stop() {
        recorder.close();
    }

    static Stream<Asked> lists() {
        var own = Stream.of(
                "",
                "workflowId=owner-3-wf-00",
                "workflowId=owner-3-wf-49",
                "status=success",
                "status=failed",
                "status=timed_out",
                "status=running",
                "status=failed,partial,cancelled,timed_out",
                "status=failed,running,queued",
                "workflowId=owner-3-wf-01&status=failed",
                "workflowId=owner-3-wf-01&status=failed,partial",
                "kind=schedule",
                "kind=manual&status=failed",
                "kind=webhook",
                "test=true",
                "test=false",
                "startedBy=user-7",
                "label=region:1",
                "label=order:700",
                "label=region:1&status=failed",
                "label=order:700&label=region:1");
        return Stream.concat(
                own.flatMap(query ->
                        Stream.of(new Asked(query, false, null), new Asked(query, false, Duration.ofDays(14)))),
                Stream.of("", "status=failed", "status=failed,partial,running")
                        .map(query -> new Asked(query, true, null)));
    }

    static Stream<Asked> searches() {
        return Stream.of("q=alpha", "q=700", "q=nothing", "q=%22alpha+answered%22+-502&status=failed", "q=beta+or+501")
                .map(query -> new Asked(query, false, null));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListIsFoundByAnIndexAndReadNoFurtherThanItsPage(Asked asked) {
        for (JsonNode plan : plans(asked)) {
            for (JsonNode node : executed(plan)) {
                String type = node.path("Node Type").asString();
                String relation = node.path("Relation Name").asString("");
                boolean searched =
                        relation.startsWith("workflow_executions") || relation.startsWith("execution_labels");
                // What fits into a few pages is read as fast without an index: the first day may have hardly any.
                if (searched && history.pages(relation) > FEW_PAGES) {
                    assertThat(type).as(node.toPrettyString()).startsWith("Index");
                    assertThat(node.path("Index Cond").isMissingNode())
                            .as(node.toPrettyString())
                            .isFalse();
                    assertThat(removed(node)).as(node.toPrettyString()).isLessThan(30 * LIMIT);
                }
                if (type.contains("Sort")) {
                    assertThat(rows(node)).as(node.toPrettyString()).isLessThanOrEqualTo(6 * LIMIT);
                }
            }
            long read = executed(plan).stream()
                    .filter(node -> node.path("Relation Name").asString("").startsWith("workflow_executions"))
                    .mapToLong(PlanTest::rows)
                    .sum();
            assertThat(read).as(plan.toPrettyString()).isLessThanOrEqualTo(6 * LIMIT + 30);
        }
    }

    @ParameterizedTest
    @MethodSource({"lists", "searches"})
    void aListComesInTime(Asked asked) {
        String path = path(asked);
        double median = asked.everybody()
                ? median(n -> recorder.getAsAdmin("root", path + "&ownerId=*"))
                : median(n -> recorder.get("owner-3", path));
        log.info("{} executions: {} ms, {}", EXECUTIONS, median, asked);
        if (EXECUTIONS >= 1_000_000) {
            assertThat(median).isLessThan(20);
        }
    }

    @Test
    void anExecutionIsFoundInOnePartitionAndInTime() {
        List<UUID> ids = history.some(RUNS + WARM_UP);
        UUID derived = UUID.fromString("5120abcd-1234-8001-8000-000000000000");
        for (UUID id : List.of(ids.getFirst(), derived)) {
            String where = "select id from workflow_executions e where e.id = '" + id + "'"
                    + Moments.ofId("e.created_at", id) + " and e.owner_id = 'owner-3'";
            JsonNode plan = explain(Reader.of("owner-3"), jdbc -> jdbc.sql(explained(where)));
            assertThat(all(plan).stream()
                            .filter(node ->
                                    node.path("Relation Name").asString("").startsWith("workflow_executions")))
                    .as(plan.toPrettyString())
                    .hasSizeLessThanOrEqualTo(1);
        }

        for (String part : List.of("", "/nodes", "/logs", "/trigger", "/output", "?fields=status")) {
            double median = median(n -> recorder.get("owner-3", "/executions/" + ids.get(n) + part));
            log.info("{} executions: {} ms, /executions/id{}", EXECUTIONS, median, part);
            if (EXECUTIONS >= 1_000_000) {
                assertThat(median).isLessThan(10);
            }
        }
    }

    private static String path(Asked asked) {
        return "/executions?" + asked.query()
                + (asked.before() == null ? "" : "&to=" + Instant.now().minus(asked.before()));
    }

    private List<JsonNode> plans(Asked asked) {
        Reader reader = asked.everybody() ? new Reader(null) : Reader.of("owner-3");
        Filter filter = filter(asked.query());
        Instant place = asked.before() == null ? null : Instant.now().minus(asked.before());
        var after = place == null ? null : new ExecutionQueries.Place(place, UUID.randomUUID());
        var statement = new ListStatement(reader, filter, Fields.ALL, after);
        var plans = new ArrayList<JsonNode>();
        for (Window window : Window.of(null, place, Instant.now())) {
            plans.add(explain(reader, jdbc -> statement.bind(jdbc.sql(explained(statement.sql(window))), LIMIT)));
            if (plans.getLast().path("Actual Rows").asDouble() >= LIMIT) {
                break;
            }
        }
        return plans;
    }

    private static String explained(String sql) {
        return "explain (analyze, format json) " + sql;
    }

    private JsonNode explain(Reader reader, Function<JdbcClient, JdbcClient.StatementSpec> statement) {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(recorder.query()));
        JdbcClient jdbc = JdbcClient.create(recorder.query());
        String plan = transaction.execute(status -> {
            jdbc.sql("select set_config('millrace.owner', ?, true), set_config('millrace.all_owners', ?, true)")
                    .params(reader.isEverybody() ? "" : reader.name(), reader.isEverybody() ? "on" : "")
                    .query()
                    .singleRow();
            jdbc.sql("set local enable_sort = off").update();
            return statement.apply(jdbc).query(String.class).single();
        });
        return JSON.readTree(String.valueOf(plan)).path(0).path("Plan");
    }

    private static Filter filter(String query) {
        var values = new java.util.LinkedHashMap<String, List<String>>();
        Arrays.stream(query.split("&")).filter(part -> !part.isEmpty()).forEach(part -> {
            String[] pair = part.split("=", 2);
            values.computeIfAbsent(pair[0], name -> new ArrayList<>()).add(pair[1]);
        });
        Map<String, List<String>> all = values;
        return new Filter(
                first(all, "workflowId"),
                all.containsKey("status") ? List.of(all.get("status").getFirst().split(",")) : List.of(),
                first(all, "kind"),
                all.containsKey("test") ? Boolean.valueOf(first(all, "test")) : null,
                first(all, "startedBy"),
                all.getOrDefault("label", List.of()).stream()
                        .map(Filter.Label::of)
                        .toList(),
                null,
                null,
                null);
    }

    private static @Nullable String first(Map<String, List<String>> values, String name) {
        return values.containsKey(name) ? values.get(name).getFirst() : null;
    }

    private static double median(Function<Integer, HttpResponse<String>> request) {
        double[] times = new double[RUNS];
        for (int i = -WARM_UP; i < RUNS; i++) {
            long start = System.nanoTime();
            HttpResponse<String> answer = request.apply(i + WARM_UP);
            double time = (System.nanoTime() - start) / 1e6;
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            if (i >= 0) {
                times[i] = time;
            }
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    private static List<JsonNode> executed(JsonNode plan) {
        return all(plan).stream()
                .filter(node -> node.path("Actual Loops").asLong() > 0)
                .toList();
    }

    private static List<JsonNode> all(JsonNode plan) {
        var nodes = new ArrayList<JsonNode>();
        nodes.add(plan);
        plan.path("Plans").forEach(child -> nodes.addAll(all(child)));
        return nodes;
    }

    private static long rows(JsonNode node) {
        return Math.round(
                node.path("Actual Rows").asDouble() * node.path("Actual Loops").asLong());
    }

    private static long removed(JsonNode node) {
        return node.path("Rows Removed by Filter").asLong()
                * node.path("Actual Loops").asLong();
    }
}
