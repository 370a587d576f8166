package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which executions a list shows, and what of them. */
class FilterTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();
    private final Instant now = Instant.now();

    @Test
    void labelsAreAllAskedForAtOnceAndMayHaveCommasAndColons() {
        Story both = labelled(Map.of("order", "7", "region", "eu:west, 1"), 3);
        Story one = labelled(Map.of("order", "7"), 2);
        record(both, one, labelled(Map.of("order", "8", "region", "eu:west, 1"), 1));

        assertThat(ids("label=order:7")).containsExactly(one.id(), both.id());
        assertThat(ids("label=order:7&label=" + encoded("region:eu:west, 1"))).containsExactly(both.id());
        assertThat(ids("label=" + encoded("region:eu:west, 1") + "&label=order:7&workflowId=orders&status=success"))
                .containsExactly(both.id());
        assertThat(ids("label=order:9")).isEmpty();
        assertThat(ids("label=" + encoded("order:\0"))).isEmpty();
    }

    @Test
    void errorsAreSearchedForTheirWords() {
        Story refused = failed("http-status", "The server alpha answered 503", 3);
        Story late = failed("timeout", "alpha did not answer in time", 2);
        record(
                refused,
                late,
                Story.of(owner, "orders").triggered("{}").started().finished("1"));

        assertThat(ids("q=alpha")).containsExactly(late.id(), refused.id());
        assertThat(ids("q=ALPHA+-server")).containsExactly(late.id());
        assertThat(ids("q=" + encoded("\"alpha answered\""))).containsExactly(refused.id());
        assertThat(ids("q=" + encoded("503 or time"))).containsExactly(late.id(), refused.id());
        assertThat(ids("q=timeout&status=failed&kind=webhook&test=false&workflowId=orders&from="
                        + now.minus(Duration.ofDays(4))))
                .containsExactly(late.id());
        assertThat(ids("q=alpha&to=" + now.minus(Duration.ofHours(60)))).containsExactly(refused.id());
        assertThat(ids("q=alpha&label=order:7&status=success")).isEmpty();
        assertThat(ids("q=alpha&label=order:7")).containsExactly(late.id(), refused.id());
        for (String odd : List.of("\"((!", "", " ", "\0", "a & | !b", ":*", "=" + owner, "-alpha", "'' \\ '")) {
            HttpResponse<String> answer = recorder.get(owner, "/executions?q=" + encoded(odd));
            assertThat(answer.statusCode()).as(odd).isEqualTo(200);
            assertThat(items(answer).size()).as(odd).isZero();
        }
        assertThat(recorder.get(owner, "/executions?q=" + "x".repeat(501)).statusCode())
                .isEqualTo(400);
        assertThat(recorder.get("somebody", "/executions?q=alpha").body())
                .doesNotContain(refused.id().toString());
    }

    @Test
    void everyStatusIsFoundAloneAndWithOthersPageByPage() {
        var stories = new ArrayList<Story>();
        for (int i = 0; i < 9; i++) {
            Story story = Story.of(owner, "orders", now.minus(Duration.ofDays(7L * i)), new Random())
                    .triggered("{}");
            stories.add(
                    switch (i % 3) {
                        case 0 -> story.started().finished("1");
                        case 1 ->
                            story.started()
                                    .finished(
                                            ExecutionStatus.TIMED_OUT,
                                            null,
                                            Story.failure("timeout", "late"),
                                            List.of(),
                                            List.of());
                        default -> story.started();
                    });
        }
        record(stories.toArray(Story[]::new));
        List<UUID> all = stories.stream().map(Story::id).toList();

        assertThat(ids("status=success")).containsExactly(all.get(0), all.get(3), all.get(6));
        assertThat(ids("status=running,queued")).containsExactly(all.get(2), all.get(5), all.get(8));
        assertThat(ids("status=waiting")).isEmpty();
        assertThat(pages("status=success&status=timed_out&status=running&limit=2"))
                .isEqualTo(all);
        assertThat(pages("limit=2")).isEqualTo(all);
        assertThat(pages("limit=4&workflowId=orders&status=timed_out,running"))
                .containsExactly(all.get(1), all.get(2), all.get(4), all.get(5), all.get(7), all.get(8));
    }

    @Test
    void kindsTestsAndWhoStartedThemAreTold() {
        Story byAnn = Story.of(owner, "orders")
                .triggered(Story.trigger("{}").setStartedBy("ann").build())
                .started()
                .finished("1");
        Story byBob = Story.of(owner, "orders")
                .triggered(Story.trigger("{}").setStartedBy("bob").build())
                .started()
                .finished("1");
        record(byAnn, byBob);

        assertThat(ids("startedBy=ann")).containsExactly(byAnn.id());
        assertThat(ids("kind=schedule")).isEmpty();
        assertThat(ids("test=true")).isEmpty();
        assertThat(ids("kind=webhook&test=false")).containsExactlyInAnyOrder(byAnn.id(), byBob.id());
    }

    @Test
    void onlyTheFieldsThatAreAskedForAreAnswered() {
        Story story = Story.of(owner, "orders")
                .triggered("{\"a\":1}")
                .started()
                .completed("hook", "2")
                .finished("3");
        record(story);

        assertThat(recorder.get(owner, "/executions?fields=id,status").body())
                .isEqualTo("{\"items\":[{\"id\":\"%s\",\"status\":\"success\"}],\"nextCursor\":null}"
                        .formatted(story.id()));
        assertThat(recorder.get(owner, "/executions/" + story.id() + "?fields=output,workflowId")
                        .body())
                .isEqualTo("{\"workflowId\":\"orders\",\"output\":3}");
        assertThat(JSON.readTree(recorder.get(owner, "/executions/" + story.id() + "?fields=nodes")
                                .body())
                        .path("nodes"))
                .hasSize(1);
        assertThat(JSON.readTree(recorder.get(owner, "/executions?limit=1").body())
                        .path("items")
                        .path(0)
                        .propertyNames())
                .containsExactlyElementsOf(Fields.KNOWN);
    }

    private Story labelled(Map<String, String> labels, int daysAgo) {
        return Story.of(owner, "orders", now.minus(Duration.ofDays(daysAgo)), new Random())
                .triggered(Story.trigger("{}").setLabels(labels).build())
                .started()
                .finished("1");
    }

    private Story failed(String type, String message, int daysAgo) {
        return Story.of(owner, "orders", now.minus(Duration.ofDays(daysAgo)), new Random())
                .triggered("{}")
                .started()
                .finished(ExecutionStatus.FAILED, null, Story.failure(type, message), List.of("call"), List.of());
    }

    private void record(Story... stories) {
        recorder.send(stories);
        Folded.await(recorder);
    }

    private List<UUID> ids(String query) {
        return items(recorder.get(owner, "/executions?" + query))
                .valueStream()
                .map(item -> UUID.fromString(item.path("id").asString()))
                .toList();
    }

    private List<UUID> pages(String query) {
        var ids = new ArrayList<UUID>();
        String next = query;
        while (true) {
            JsonNode page =
                    JSON.readTree(recorder.get(owner, "/executions?" + next).body());
            page.path("items")
                    .forEach(item -> ids.add(UUID.fromString(item.path("id").asString())));
            if (page.path("nextCursor").isNull()) {
                return ids;
            }
            next = "limit=2&cursor=" + page.path("nextCursor").asString();
        }
    }

    private static JsonNode items(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("items");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
