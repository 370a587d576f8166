package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.DefinitionsLog.deleted;
import static io.millrace.schemas.workflow.DefinitionsLog.keyOf;
import static io.millrace.schemas.workflow.DefinitionsLog.live;
import static io.millrace.schemas.workflow.DefinitionsLog.published;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.workflow.CatalogChange.Applied;
import io.millrace.schemas.workflow.CatalogChange.Ignored;
import io.millrace.schemas.workflow.CatalogChange.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class WorkflowCatalogTest {

    private static final UUID P2 = new UUID(0, 2);
    private static final UUID P3 = new UUID(0, 3);

    private final WorkflowCatalog catalog = new WorkflowCatalog(Definitions.PARSER);

    @Test
    void aPublicationMakesAVersion() {
        assertThat(apply(published("w", "anna", 1, 1, 1))).isInstanceOf(Applied.class);

        WorkflowState state = catalog.find("w").orElseThrow();
        assertThat(state.ownerId()).isEqualTo("anna");
        assertThat(state.revision()).isEqualTo(1);
        assertThat(state.live().orElseThrow().number()).isEqualTo(1);
        assertThat(catalog.address("wid")).contains(new WebhookAddress("w", "hook", false));
        assertThat(catalog.address("tid")).contains(new WebhookAddress("w", "hook", true));
    }

    @Test
    void ofOneRevisionTheFirstWins() {
        WorkflowPublished loser = published("w", "anna", 2, 2, 2, P3, List.of());
        apply(published("w", "anna", 1, 1, 1));
        apply(live("w", "anna", 2, null, P2));

        assertThat(apply(loser)).isEqualTo(new Ignored(Reason.STALE_REVISION));
        assertThat(state().latestVersion()).isEqualTo(1);
        assertThat(state().liveVersion()).isEmpty();

        apply(live("w", "anna", 3, 1, P3));
        assertThat(state().obsoleteKeys()).containsExactly(keyOf(loser), "w/live/" + P2);
    }

    /** Whoever reads a log without the record that beat the loser takes it for a version until the next one comes. */
    @Test
    void aVersionThatTurnsOutToHaveLostLeavesNoWebhooks() {
        var other = new WebhookRegistration("other", "wid2", "tid2", "other", List.of("POST"));
        WorkflowPublished loser = published("w", "anna", 2, 2, 2, P2, List.of(other));
        apply(published("w", "anna", 1, 1, 1));
        apply(loser);
        apply(published("w", "anna", 3, 2, 2, P3, List.of()));
        catalog.apply(keyOf(loser), Optional.empty());

        assertThat(state().webhookIds()).containsOnlyKeys("hook");
    }

    @Test
    void tombstonesOfWhatNoLongerMattersChangeNothingElse() {
        WorkflowPublished loser = published("w", "anna", 2, 2, 2, P3, List.of());
        apply(published("w", "anna", 1, 1, 1));
        apply(live("w", "anna", 2, null, P2));
        apply(loser);
        apply(live("w", "anna", 3, 1, P3));

        assertThat(catalog.apply(keyOf(loser), Optional.empty())).isInstanceOf(CatalogChange.Tombstone.class);
        catalog.apply("w/live/" + P2, Optional.empty());
        catalog.apply("unknown/live/" + P2, Optional.empty());
        catalog.apply("?", Optional.empty());

        assertThat(state().obsoleteKeys()).isEmpty();
        assertThat(state().revision()).isEqualTo(3);
        assertThat(state().liveVersion()).contains(1);
    }

    @Test
    void aWorkflowIsItsFirstOwnersForEver() {
        apply(published("w", "anna", 1, 1, 1));
        apply(deleted("w", "anna", 2, P2));

        assertThat(apply(published("w", "bert", 3, 2, 2))).isEqualTo(new Ignored(Reason.OTHER_OWNER));
        assertThat(state().ownerId()).isEqualTo("anna");
    }

    @Test
    void aDeleteKeepsVersionsAndTheirNumbers() {
        apply(published("w", "anna", 1, 1, 1));
        apply(deleted("w", "anna", 2, P2));

        assertThat(state().deleted()).isTrue();
        assertThat(state().live()).isEmpty();
        assertThat(state().version(1)).isPresent();

        apply(published("w", "anna", 3, 2, 2, P3, List.of()));
        assertThat(state().deleted()).isFalse();
        assertThat(state().latestVersion()).isEqualTo(2);
        assertThat(state().webhookIds()).containsEntry("hook", new WebhookIds("wid", "tid"));
        assertThat(state().obsoleteKeys()).containsExactly("w/deleted/" + P2);
    }

    @Test
    void whatCannotBeIsIgnored() {
        assertThat(apply(live("w", "anna", 1, null, P2))).isEqualTo(new Ignored(Reason.UNKNOWN_WORKFLOW));
        assertThat(apply(deleted("w", "anna", 1, P2))).isEqualTo(new Ignored(Reason.UNKNOWN_WORKFLOW));
        assertThat(catalog.apply("x", Optional.of(new TriggerReceived())))
                .isEqualTo(new Ignored(Reason.UNKNOWN_RECORD));
        apply(published("w", "anna", 1, 1, 1));
        assertThat(apply(live("w", "anna", 2, 7, P2))).isEqualTo(new Ignored(Reason.UNKNOWN_VERSION));
        assertThat(state().revision()).isEqualTo(1);
    }

    @Test
    void literalSegmentsWinOverNames() {
        apply(published(
                "w",
                "anna",
                1,
                1,
                1,
                P2,
                List.of(
                        webhook("named", "orders/:id", "GET", "DELETE"),
                        webhook("literal", "orders/new", "GET"),
                        webhook("late", ":what/new", "POST"),
                        webhook("any", "all", "ANY"))));

        assertThat(route("GET", "orders", "new")).isEqualTo("literal {}");
        assertThat(route("GET", "orders", "New")).isEqualTo("named {id=New}");
        assertThat(route("DELETE", "orders", "new")).isEqualTo("named {id=new}");
        assertThat(route("POST", "orders", "new")).isEqualTo("late {what=orders}");
        assertThat(route("PUT", "orders", "new")).isEqualTo("allowed [DELETE, GET, POST]");
        assertThat(route("PATCH", "all")).isEqualTo("any {}");
        assertThat(route("HEAD", "all")).isEqualTo("allowed [DELETE, GET, PATCH, POST, PUT]");
        assertThat(route("GET", "orders")).isEqualTo("not found");
        assertThat(route("GET", "orders", "")).isEqualTo("not found");
        assertThat(route("GET")).isEqualTo("not found");
    }

    @Test
    void onlyTheLiveVersionIsRouted() {
        assertThat(route("POST", "orders")).isEqualTo("not found");
        apply(published("w", "anna", 1, 1, null));
        assertThat(route("POST", "orders")).isEqualTo("inactive");
        apply(live("w", "anna", 2, 1, P2));
        assertThat(route("POST", "orders")).isEqualTo("hook {}");
        apply(deleted("w", "anna", 3, P3));
        assertThat(route("POST", "orders")).isEqualTo("not found");
    }

    @Test
    void aVersionIsReadWhenItIsAskedFor() {
        Workflow workflow = Definitions.valid(Definitions.workflow(List.of(Definitions.HOOK)));
        WorkflowPublished change = published("w", "anna", 1, 1, 1);
        apply(WorkflowPublished.newBuilder(change)
                .setDefinition(ByteBuffer.wrap(workflow.content()))
                .build());

        PublishedVersion version = state().live().orElseThrow();
        assertThat(version.workflow().hasSameContentAs(workflow)).isTrue();
        assertThat(version.workflow()).isSameAs(version.workflow());
        assertThat(version.webhook("hook")).isPresent();
        assertThat(new String(version.workflow().content(), UTF_8)).contains("hook");
    }

    private CatalogChange apply(SpecificRecord value) {
        return catalog.apply(keyOf(value), Optional.of(value));
    }

    private WorkflowState state() {
        return catalog.find("w").orElseThrow();
    }

    private static WebhookRegistration webhook(String node, String path, String... methods) {
        return new WebhookRegistration(node, node + "-id", node + "-test", path, List.of(methods));
    }

    private String route(String method, String... path) {
        return switch (catalog.route("w", method, List.of(path))) {
            case Route.Matched(var workflow, var version, String node, Map<String, String> params) ->
                node + " " + params;
            case Route.MethodNotAllowed(var allowed) -> "allowed " + allowed;
            case Route.Inactive(var workflow) -> "inactive";
            case Route.NotFound() -> "not found";
        };
    }
}
