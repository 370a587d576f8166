package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WebhookRegistration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/** One version's webhook paths, those with earlier literal segments first. */
final class WebhookRoutes {

    /** A webhook's path, cut into segments. */
    record Entry(String nodeId, List<WebhookPath.Segment> segments, SequencedSet<String> methods) {}

    /** Where a request leads. */
    record Match(String nodeId, Map<String, String> params) {}

    private final List<Entry> entries;

    WebhookRoutes(List<WebhookRegistration> webhooks) {
        this.entries = webhooks.stream()
                .map(webhook -> new Entry(
                        webhook.getNodeId(),
                        WebhookPath.segments(webhook.getPath()),
                        WebhookPath.methods(webhook.getMethods())))
                .sorted(Comparator.comparing(Entry::segments, WebhookPath.LITERALS_FIRST))
                .toList();
    }

    /** The most literal path among those that take the method. */
    Optional<Match> match(String method, List<String> path) {
        return entries.stream()
                .filter(entry -> entry.methods().contains(method) && WebhookPath.matches(entry.segments(), path))
                .findFirst()
                .map(entry -> new Match(entry.nodeId(), WebhookPath.params(entry.segments(), path)));
    }

    /** The methods that some webhook takes at this path; empty if none listens there. */
    SequencedSet<String> allowed(List<String> path) {
        SequencedSet<String> allowed = new TreeSet<>();
        entries.stream()
                .filter(entry -> WebhookPath.matches(entry.segments(), path))
                .forEach(entry -> allowed.addAll(entry.methods()));
        return allowed;
    }
}
