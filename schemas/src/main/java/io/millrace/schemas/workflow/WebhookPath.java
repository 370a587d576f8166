package io.millrace.schemas.workflow;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** The rules of webhook paths: literal segments are case-sensitive, {@code :name} takes any one segment. */
final class WebhookPath {

    /** One segment: a literal, or the name of what it takes. */
    record Segment(String text, boolean named) {}

    /** Segment by segment, a literal comes before a name. */
    static final Comparator<List<Segment>> LITERALS_FIRST = (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = Boolean.compare(a.get(i).named(), b.get(i).named());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    };

    private WebhookPath() {}

    static List<Segment> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(text -> text.startsWith(":") ? new Segment(text.substring(1), true) : new Segment(text, false))
                .toList();
    }

    static SequencedSet<String> methods(List<String> declared) {
        return declared.contains(WebhookEndpoint.ANY)
                ? WebhookEndpoint.METHODS
                : Collections.unmodifiableSequencedSet(new LinkedHashSet<>(declared));
    }

    static boolean matches(List<Segment> segments, List<String> path) {
        if (segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.named() ? path.get(i).isEmpty() : !segment.text().equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    static Map<String, String> params(List<Segment> segments, List<String> path) {
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).named()) {
                params.put(segments.get(i).text(), path.get(i));
            }
        }
        return Collections.unmodifiableMap(params);
    }
}
