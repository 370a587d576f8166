package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatisticsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();
    private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private final Random random = new Random(1);

    @Test
    void countsAreShownWithTheirRateAndTheirDurations() {
        Instant time = today.minusSeconds(100_000);
        send(
                ended("orders", time, ExecutionStatus.SUCCESS, 10_000),
                ended("orders", time, ExecutionStatus.SUCCESS, 20_000),
                ended("orders", time.plusSeconds(60), ExecutionStatus.FAILED, 30_000),
                Story.of(owner, "orders", time.plusSeconds(5), random)
                        .triggered("{}")
                        .started(),
                ended("report", time, ExecutionStatus.SUCCESS, 500_000),
                Story.of(owner, "orders", time, random).asTest().triggered("{}").started());

        JsonNode all = get("workflowId=orders");

        assertThat(all.path("total").asLong()).isEqualTo(4);
        assertThat(all.path("byStatus").toString())
                .isEqualTo("{\"queued\":0,\"running\":1,\"waiting\":0,\"success\":2,\"failed\":1,\"partial\":0,"
                        + "\"cancelled\":0,\"timed_out\":0}");
        assertThat(all.path("successRate").asDouble()).isEqualTo(2.0 / 3);
        assertThat(all.path("durationMs").path("mean").asDouble()).isEqualTo(20_001);
        assertThat(all.path("durationMs").path("p50").asDouble()).isBetween(19_600.0, 20_401.0);
        assertThat(all.path("durationMs").path("p99").asDouble()).isBetween(29_400.0, 30_601.0);
        assertThat(all.path("triggers").path("total").asLong()).isEqualTo(4);
        assertThat(all.path("triggers").path("byKind").path("webhook").asLong()).isEqualTo(4);
        assertThat(all.path("triggers").path("lastAt").asString())
                .isEqualTo(time.plusSeconds(60).toString().replace("Z", ".000Z"));
        assertThat(all.path("series").isNull()).isTrue();
        assertThat(get("").path("total").asLong()).isEqualTo(5);
        assertThat(get("test=true").path("byStatus").path("running").asLong()).isEqualTo(1);
        assertThat(get("test=true").path("successRate").isNull()).isTrue();
        assertThat(get("test=true").path("durationMs").toString())
                .isEqualTo("{\"mean\":null,\"p50\":null,\"p95\":null,\"p99\":null}");
    }

    @Test
    void whateverTimeIsAskedAboutTheCountIsThatOfTheList() {
        var stories = new ArrayList<Story>();
        for (int i = 0; i < 300; i++) {
            Instant time = today.minusSeconds(random.nextInt(4 * 86_400)).plusMillis(random.nextInt(1000));
            stories.add(ended(random.nextBoolean() ? "orders" : "report", time, ExecutionStatus.SUCCESS, 100));
        }
        send(stories.toArray(Story[]::new));

        for (int round = 0; round < 40; round++) {
            Instant from = today.minusSeconds(random.nextInt(4 * 86_400)).truncatedTo(ChronoUnit.MINUTES);
            Instant to = from.plusSeconds(60L * random.nextInt(round % 2 == 0 ? 100 : 5_000));
            String query = "from=" + from.plusSeconds(59) + "&to=" + to.plusSeconds(1)
                    + (round % 3 == 0 ? "&workflowId=orders" : "");
            long expected = stories.stream()
                    .filter(story -> !story.createdAt().isBefore(from)
                            && story.createdAt().isBefore(to))
                    .filter(story ->
                            !query.contains("orders") || story.workflow().equals("orders"))
                    .count();

            assertThat(get(query).path("total").asLong()).as(query).isEqualTo(expected);
            for (String bucket : List.of("hour", "day")) {
                JsonNode series = get(query + "&bucket=" + bucket).path("series");
                long sum = 0;
                for (JsonNode point : series) {
                    sum += point.path("total").asLong();
                }
                assertThat(sum).as(query + " by the " + bucket).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSeriesHasAPointForEachOfItsBuckets() {
        Instant hour = today.minusSeconds(7_200);
        send(
                ended("orders", hour.plusSeconds(61), ExecutionStatus.SUCCESS, 1_000),
                ended("orders", hour.plusSeconds(190), ExecutionStatus.FAILED, 3_000));

        JsonNode series = get("bucket=minute&from=" + hour + "&to=" + hour.plusSeconds(240))
                .path("series");

        assertThat(series.findValuesAsString("from"))
                .containsExactlyElementsOf(List.of(0, 60, 120, 180).stream()
                        .map(seconds -> hour.plusSeconds(seconds).toString().replace("Z", ".000Z"))
                        .toList());
        assertThat(series.findValuesAsString("total")).containsExactly("0", "1", "0", "1");
        assertThat(series.path(3).path("byStatus").path("failed").asLong()).isEqualTo(1);
        assertThat(series.path(3).path("durationMs").path("p50").asDouble()).isBetween(2_940.0, 3_061.0);
        // Three where an hour ends between the two clocks.
        assertThat(get("bucket=hour&from=" + Instant.now().minusSeconds(3_600)).path("series"))
                .hasSizeBetween(2, 3);
    }

    @Test
    void anotherOwnersExecutionsAreNotCounted() {
        send(ended("orders", today, ExecutionStatus.SUCCESS, 1_000));

        JsonNode others = JSON.readTree(recorder.get("somebody-" + owner, "/statistics?workflowId=orders")
                .body());

        assertThat(others.path("total").asLong()).isZero();
        assertThat(others.path("triggers").path("total").asLong()).isZero();
        assertThat(others.path("triggers").path("lastAt").isNull()).isTrue();
    }

    @Test
    void whatCannotBeAnsweredIsRefusedWithTheParametersName() {
        String now = Instant.now().toString();
        for (String query : List.of(
                "status=success",
                "workflowId=",
                "bucket=week&from=" + now,
                "bucket=minute&from=" + today.minus(Duration.ofDays(2)) + "&to=" + now,
                "bucket=minute&from=" + today.minus(Duration.ofDays(40)) + "&to=" + today.minus(Duration.ofDays(39)),
                "bucket=hour&from=2020-01-01T00:00:00Z&to=2020-01-03T00:00:00Z",
                "from=yesterday",
                "to=2026-01-01T00:00:00Z&from=2026-01-02T00:00:00Z",
                "test=maybe")) {
            HttpResponse<String> answer = recorder.get(owner, "/statistics?" + query);

            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"parameter\":\"" + query.substring(0, query.indexOf('=')) + "\"")
                    .contains("urn:millrace:problem:invalid-query");
        }
        assertThat(recorder.get(owner, "/statistics?bucket=hour").statusCode()).isEqualTo(400);
    }

    private Story ended(String workflow, Instant time, ExecutionStatus end, long durationMs) {
        return Story.of(owner, workflow, time, random)
                .triggered("{}")
                .started()
                .pausing(Duration.ofMillis(durationMs))
                .finished(end, null, null, List.of(), List.of());
    }

    /** Returns when all of it is counted. */
    private void send(Story... stories) {
        recorder.send(stories);
        await().until(() -> {
            long counted = get("").path("triggers").path("total").asLong()
                    + get("test=true").path("triggers").path("total").asLong();
            long ended = 0;
            for (String status : List.of("success", "failed")) {
                ended += get("").path("byStatus").path(status).asLong();
            }
            long told = Arrays.stream(stories)
                    .filter(story -> story.events().size() == 2)
                    .count();
            return counted == stories.length && ended == told;
        });
    }

    private JsonNode get(String query) {
        HttpResponse<String> answer = recorder.get(owner, "/statistics?" + query);
        assertThat(answer.statusCode()).as(query + ": " + answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Millrace-Cursor")).isPresent();
        return JSON.readTree(answer.body());
    }
}
