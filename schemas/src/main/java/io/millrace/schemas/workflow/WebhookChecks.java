package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftNode;
import io.millrace.schemas.workflow.WebhookPath.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Every webhook has a path that can be called, and no two of them would take the same request. */
final class WebhookChecks implements Check {

    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=@-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /** Paths that take the same requests are equal here: names do not matter. */
    private record Shape(List<String> segments, String method) {}

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        Map<Shape, DraftNode> taken = new HashMap<>();
        for (DraftNode node : draft.graphs().getFirst().byId().values()) {
            JsonNode path = node.parameters().path("path");
            if (!node.typeName().equals(WebhookEndpoint.TYPE) || !path.isString()) {
                continue;
            }
            String place = node.parametersPlace().at("path").text();
            List<Segment> segments = WebhookPath.segments(path.stringValue());
            List<Problem> wrong = check(place, segments);
            problems.addAll(wrong.isEmpty() ? clashes(place, node, segments, taken) : wrong);
        }
        return problems;
    }

    private static List<Problem> check(String place, List<Segment> segments) {
        List<Problem> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Segment segment : segments) {
            String text = segment.text();
            if (segment.named()) {
                if (!NAME.matcher(text).matches()) {
                    problems.add(new Problem(
                            place, "':" + text + "' must be a letter followed by letters, digits or underscores"));
                } else if (!names.add(text)) {
                    problems.add(new Problem(place, "':" + text + "' is there twice"));
                }
            } else if (text.isEmpty()) {
                problems.add(new Problem(
                        place, "segments must not be empty: no slash at the beginning or the end, no two together"));
            } else if (!LITERAL.matcher(text).matches() || text.equals(".") || text.equals("..")) {
                problems.add(new Problem(place, "'" + text + "' cannot be a segment of an address"));
            }
        }
        return problems;
    }

    private static List<Problem> clashes(
            String place, DraftNode node, List<Segment> segments, Map<Shape, DraftNode> taken) {
        List<String> shape = segments.stream()
                .map(segment -> segment.named() ? ":" : segment.text())
                .toList();
        for (String method : methods(node.parameters().path("method"))) {
            DraftNode other = taken.putIfAbsent(new Shape(shape, method), node);
            if (other != null && !other.id().equals(node.id())) {
                return List.of(new Problem(
                        place, "'" + other.id() + "' takes " + method + " requests to the same path already"));
            }
        }
        return List.of();
    }

    private static Set<String> methods(JsonNode method) {
        List<String> declared = method.isArray()
                ? method.valueStream()
                        .flatMap(name -> name.stringValueOpt().stream())
                        .toList()
                : List.of(method.stringValue("POST"));
        return Collections.unmodifiableSet(WebhookPath.methods(declared));
    }
}
