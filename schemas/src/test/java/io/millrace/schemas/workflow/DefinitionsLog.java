package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The definitions topic in memory: it is appended to, folded, and compacted as a broker would. */
final class DefinitionsLog {

    static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    static final WebhookRegistration HOOK = new WebhookRegistration("hook", "wid", "tid", "orders", List.of("POST"));

    record Entry(String key, Optional<SpecificRecord> value) {}

    private final List<Entry> entries;

    DefinitionsLog() {
        this(List.of());
    }

    private DefinitionsLog(List<Entry> entries) {
        this.entries = new ArrayList<>(entries);
    }

    static WorkflowPublished published(String id, String owner, int revision, int version, @Nullable Integer live) {
        return published(id, owner, revision, version, live, new UUID(0, 1), List.of(HOOK));
    }

    static WorkflowPublished published(
            String id,
            String owner,
            int revision,
            int version,
            @Nullable Integer live,
            UUID publication,
            List<WebhookRegistration> webhooks) {
        return new WorkflowPublished(
                id,
                owner,
                revision,
                publication,
                version,
                live,
                "r" + revision,
                ByteBuffer.allocate(0),
                webhooks,
                owner,
                TIME);
    }

    static WorkflowLive live(String id, String owner, int revision, @Nullable Integer live, UUID publication) {
        return new WorkflowLive(id, owner, revision, publication, live, "r" + revision, owner, TIME);
    }

    static WorkflowDeleted deleted(String id, String owner, int revision, UUID publication) {
        return new WorkflowDeleted(id, owner, revision, publication, "r" + revision, owner, TIME);
    }

    static String keyOf(SpecificRecord value) {
        return switch (value) {
            case WorkflowPublished change -> DefinitionKeys.of(change);
            case WorkflowLive change -> DefinitionKeys.of(change);
            case WorkflowDeleted change -> DefinitionKeys.of(change);
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    void append(SpecificRecord value) {
        entries.add(new Entry(keyOf(value), Optional.of(value)));
    }

    void bury(String key) {
        entries.add(new Entry(key, Optional.empty()));
    }

    int size() {
        return entries.size();
    }

    /** What a reader knows after the first so many records. */
    WorkflowCatalog fold(int records) {
        WorkflowCatalog catalog = new WorkflowCatalog(Definitions.PARSER);
        entries.subList(0, records).forEach(entry -> catalog.apply(entry.key(), entry.value()));
        return catalog;
    }

    /**
     * What is read while or after the cleaner, which knows the first so many records, rewrites some of them.
     *
     * @param known how far the cleaner knows which record is its key's last
     * @param from the first record that it has rewritten when it is read
     * @param to the end of those
     */
    DefinitionsLog compacted(int known, int from, int to, SplittableRandom random) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < known; i++) {
            last.put(entries.get(i).key(), i);
        }
        List<Entry> kept = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean isLast = i >= known || last.getOrDefault(entry.key(), i) == i;
            // A tombstone goes only when all that it buries went in an earlier pass.
            boolean expired = entry.value().isEmpty() && from == 0 && random.nextBoolean();
            if (i < from || i >= to || (isLast && !expired)) {
                kept.add(entry);
            }
        }
        return new DefinitionsLog(kept);
    }

    /** A catalog's content in words, for comparison. */
    static Map<String, String> describe(WorkflowCatalog catalog) {
        Map<String, String> words = new TreeMap<>();
        for (WorkflowState state : catalog.all()) {
            Map<Integer, UUID> versions = new TreeMap<>();
            state.versions()
                    .forEach((number, version) ->
                            versions.put(number, version.publication().getPublicationId()));
            words.put(
                    state.workflowId(),
                    String.join(
                            " ",
                            state.ownerId(),
                            state.name(),
                            "revision " + state.revision(),
                            "live " + state.liveVersion() + " of " + state.latestVersion(),
                            state.deleted() ? "deleted" : "",
                            versions.toString(),
                            new TreeMap<>(state.webhookIds()).toString(),
                            "pointer " + state.pointerKey(),
                            "obsolete " + state.obsoleteKeys()));
        }
        return words;
    }

    private static String inWords(Entry entry) {
        return entry.key()
                + switch (entry.value().orElse(null)) {
                    case null -> " buried";
                    case WorkflowPublished change -> " revision " + change.getRevision() + " by " + change.getOwnerId();
                    case WorkflowLive change -> " revision " + change.getRevision() + " by " + change.getOwnerId();
                    case WorkflowDeleted change -> " revision " + change.getRevision() + " by " + change.getOwnerId();
                    case SpecificRecord other -> " " + other;
                };
    }

    @Override
    public String toString() {
        return String.join("\n", entries.stream().map(DefinitionsLog::inWords).toList());
    }
}
