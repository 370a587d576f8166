package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.statistics.Grain;
import io.millrace.recorder.statistics.Kept;
import io.millrace.recorder.story.RunningRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A year of counts, read as the role that reads. */
class StatisticsPlanTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant END = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant BEGIN = END.minus(Duration.ofDays(365));

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void aYearIsReadByItsKeyFromAFewHundredRows() {
        fill(owner);
        fill("other-" + owner);
        recorder.owner().execute("analyze execution_statistics");
        Instant from = BEGIN.plusSeconds(61 * 60);
        Instant to = END.minusSeconds(61 * 60);

        for (String workflow : new String[] {"", "wf-2"}) {
            var request = new StatisticsRequest(workflow.isEmpty() ? null : workflow, false, from, to, null)
                    .rounded(Kept.at(END, days(2), days(0)), END);
            List<JsonNode> scans = scans(request);

            assertThat(scans).isNotEmpty().allSatisfy(scan -> {
                assertThat(scan.path("Node Type").asString()).isNotEqualTo("Seq Scan");
                assertThat(scan.path("Rows Removed by Filter").asDouble()).isZero();
            });
            assertThat(scans.stream()
                            .mapToDouble(scan -> scan.path("Actual Rows").asDouble())
                            .sum())
                    .isBetween(365.0, 365.0 + 2 * (23 + 59));
        }
        assertThat(recorder.get(owner, "/statistics?from=" + from + "&to=" + to + "&bucket=day")
                        .body())
                .contains("\"total\":57,");
    }

    /** Something in every bucket, of three workflows and of all; of the minutes only the last three days. */
    private void fill(String of) {
        for (Grain grain : Grain.values()) {
            recorder.owner()
                    .update(
                            """
                            insert into execution_statistics
                            select ?, ?, workflow, false, bucket, 0, 1, 0, 50, 3, 1, 1, 1, 3, 9, array[1024 + 80, 1024 + 90]
                            from generate_series(?::timestamptz, ?::timestamptz, ?::interval) bucket
                                cross join unnest(array['', 'wf-1', 'wf-2', 'wf-3']) workflow
                            """,
                            of,
                            grain.text(),
                            grain.floor(grain == Grain.MINUTE ? END.minus(days(3)) : BEGIN)
                                    .toString(),
                            END.toString(),
                            "1 " + grain.text());
        }
    }

    private List<JsonNode> scans(StatisticsRequest request) {
        var jdbc = JdbcClient.create(recorder.query());
        String plan = new TransactionTemplate(new JdbcTransactionManager(recorder.query())).execute(status -> {
            jdbc.sql("select set_config('millrace.owner', ?, true)")
                    .param(owner)
                    .query()
                    .singleRow();
            Reader reader = Reader.of(owner);
            String sql = "explain (analyze, format json) " + StatisticsQueries.rows(reader, request);
            return StatisticsQueries.bind(jdbc.sql(sql), reader, request)
                    .query(String.class)
                    .single();
        });
        var scans = new ArrayList<JsonNode>();
        collect(JSON.readTree(String.valueOf(plan)).path(0).path("Plan"), scans);
        return scans;
    }

    private static void collect(JsonNode node, List<JsonNode> scans) {
        if (node.has("Relation Name")) {
            scans.add(node);
        }
        node.path("Plans").forEach(child -> collect(child, scans));
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
