package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.DefinitionsLog.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.WebhookRegistration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/** Publishers that know only the log's beginning race for revisions, and some of them die before they clean up. */
class WorkflowCatalogRandomizedTest {

    private static final List<String> WORKFLOWS = List.of("w", "v");
    private static final List<String> OWNERS = List.of("anna", "anna", "anna", "bert");

    private final long seed = Long.getLong("millrace.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final DefinitionsLog log = new DefinitionsLog();

    @RepeatedTest(20)
    void whoeverReadsTheLogKnowsTheSame() {
        for (int i = 0; i < 50; i++) {
            act();
        }
        int size = log.size();
        WorkflowCatalog whole = log.fold(size);

        for (int i = 0; i < 10; i++) {
            int known = random.nextInt(size + 1);
            int cut = random.nextInt(known + 1);
            assertSame(log.compacted(known, 0, known, random), whole, "cleaned up to " + known);
            assertSame(log.compacted(known, 0, cut, random), whole, "cleaned of " + known + " up to " + cut);
            assertSame(log.compacted(known, cut, known, random), whole, "cleaned of " + known + " from " + cut);
        }
    }

    @RepeatedTest(10)
    void whatIsSettledStaysSettled() {
        for (int i = 0; i < 50; i++) {
            act();
        }
        Map<String, WorkflowState> before = new HashMap<>();
        for (int records = 1; records <= log.size(); records++) {
            for (WorkflowState after : log.fold(records).all()) {
                Optional.ofNullable(before.put(after.workflowId(), after)).ifPresent(was -> follows(was, after));
                assertThat(after.versions().keySet())
                        .as("seed %s", seed)
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, after.latestVersion())
                                .boxed()
                                .toList());
            }
        }
    }

    private void follows(WorkflowState was, WorkflowState is) {
        assertThat(is.ownerId()).as("seed %s", seed).isEqualTo(was.ownerId());
        assertThat(is.revision()).as("seed %s", seed).isBetween(was.revision(), was.revision() + 1);
        was.versions().forEach((number, version) -> assertThat(
                        is.version(number).orElseThrow().publication())
                .as("seed %s", seed)
                .isSameAs(version.publication()));
    }

    private void assertSame(DefinitionsLog read, WorkflowCatalog whole, String how) {
        assertThat(describe(read.fold(read.size())))
                .as("seed %s, %s\n%s\nof\n%s", seed, how, read, log)
                .isEqualTo(describe(whole));
    }

    /** Somebody who has read the log up to some point does something. */
    private void act() {
        String id = pick(WORKFLOWS);
        String owner = pick(OWNERS);
        int behind = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        Optional<WorkflowState> known =
                log.fold(Math.max(0, log.size() - behind)).find(id);
        int revision = known.map(WorkflowState::revision).orElse(0) + 1;
        int latest = known.map(WorkflowState::latestVersion).orElse(0);
        UUID publication = new UUID(random.nextLong(), random.nextLong());
        switch (known.isEmpty() ? 0 : random.nextInt(8)) {
            case 0, 1 ->
                log.append(DefinitionsLog.published(
                        id, owner, revision, latest + 1, live(latest + 1), publication, webhooks(publication)));
            case 2, 3 -> log.append(DefinitionsLog.live(id, owner, revision, live(latest), publication));
            case 4 -> log.append(DefinitionsLog.deleted(id, owner, revision, publication));
            default -> known.orElseThrow().obsoleteKeys().forEach(log::bury);
        }
    }

    private @Nullable Integer live(int latest) {
        return random.nextBoolean() ? Integer.valueOf(1 + random.nextInt(latest)) : null;
    }

    private List<WebhookRegistration> webhooks(UUID publication) {
        String node = pick(List.of("hook", "other"));
        return List.of(new WebhookRegistration(node, "w" + publication, "t" + publication, node, List.of("POST")));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
