package io.millrace.schemas.workflow;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known about a workflow; immutable.
 *
 * @param workflowId its id
 * @param ownerId whom it belongs to, for ever
 * @param name for people; once deleted it may be an earlier one, since a delete does not repeat it
 * @param revision counts its changes, from 1; its ETag
 * @param liveVersion the version that takes triggers; absent when inactive or deleted
 * @param latestVersion the highest version there ever was; the next one is one more, also after a delete
 * @param deleted whether it is deleted; its versions stay readable for what still runs
 * @param versions by number
 * @param webhookIds by node id, of every webhook node that was ever published
 * @param updatedAt when it was last changed, UTC
 * @param pointerKey the key of the record that holds the present name and live version, unless that is a version's or
 *     the record is gone
 * @param obsoleteKeys the keys of records that no longer matter, to be tombstoned in this order: first those that lost,
 *     then those they lost against, so that a loser is never read without its winner
 */
public record WorkflowState(
        String workflowId,
        String ownerId,
        String name,
        int revision,
        Optional<Integer> liveVersion,
        int latestVersion,
        boolean deleted,
        SortedMap<Integer, PublishedVersion> versions,
        Map<String, WebhookIds> webhookIds,
        Instant updatedAt,
        Optional<String> pointerKey,
        SequencedSet<String> obsoleteKeys) {

    public WorkflowState {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        webhookIds = Collections.unmodifiableMap(new LinkedHashMap<>(webhookIds));
        obsoleteKeys = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(obsoleteKeys));
    }

    public Optional<PublishedVersion> version(int number) {
        return Optional.ofNullable(versions.get(number));
    }

    /** The version that takes triggers. */
    public Optional<PublishedVersion> live() {
        return liveVersion.flatMap(this::version);
    }

    /** The version that was published last. */
    public Optional<PublishedVersion> latest() {
        return version(latestVersion);
    }
}
