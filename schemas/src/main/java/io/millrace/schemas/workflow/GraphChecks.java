package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftConnection;
import io.millrace.schemas.workflow.Draft.DraftGraph;
import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * There is a trigger, every node can be reached from one, and no connection leads back. In a loop's body there are
 * nodes but no trigger.
 */
final class GraphChecks implements Check {

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        for (DraftGraph graph : draft.graphs()) {
            Map<String, DraftNode> nodes = graph.byId();
            Map<String, List<DraftConnection>> outgoing = new HashMap<>();
            graph.connections().stream()
                    .filter(drawn -> nodes.containsKey(drawn.connection().to()))
                    .forEach(
                            drawn -> outgoing.computeIfAbsent(drawn.connection().from(), from -> new ArrayList<>())
                                    .add(drawn));
            if (graph.isBody()) {
                checkStartsOfBody(graph, problems);
            } else {
                checkStarts(nodes, outgoing, problems);
            }
            problems.addAll(cycles(nodes.keySet(), outgoing));
        }
        return problems;
    }

    /** Whatever is not in a cycle can be reached from a node without incoming connections. */
    private static void checkStartsOfBody(DraftGraph graph, List<Problem> problems) {
        graph.nodes().stream()
                .filter(DraftNode::isTrigger)
                .forEach(node -> problems.add(new Problem(
                        node.place().text(), "'" + node.id() + "' is a trigger, which cannot be in a loop")));
    }

    private static void checkStarts(
            Map<String, DraftNode> nodes, Map<String, List<DraftConnection>> outgoing, List<Problem> problems) {
        // A node of an unknown type may be meant as a trigger, so nothing is said about what follows it.
        List<DraftNode> starts = nodes.values().stream()
                .filter(node -> node.isTrigger() || node.type().isEmpty())
                .toList();
        if (starts.isEmpty() && !nodes.isEmpty()) {
            problems.add(new Problem("/nodes", "there is no trigger, so nothing would ever start"));
        } else {
            Set<String> reached = reach(starts, outgoing);
            nodes.values().stream()
                    .filter(node -> !reached.contains(node.id()))
                    .forEach(node -> problems.add(
                            new Problem(node.place().text(), "'" + node.id() + "' cannot be reached from a trigger")));
        }
    }

    private static Set<String> reach(List<DraftNode> starts, Map<String, List<DraftConnection>> outgoing) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        starts.forEach(start -> next.add(start.id()));
        while (!next.isEmpty()) {
            String id = next.remove();
            if (reached.add(id)) {
                outgoing.getOrDefault(id, List.of())
                        .forEach(drawn -> next.add(drawn.connection().to()));
            }
        }
        return reached;
    }

    /** Walks depth first; a connection to a node that is on the way here closes a cycle. */
    private static List<Problem> cycles(Set<String> ids, Map<String, List<DraftConnection>> outgoing) {
        List<Problem> problems = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (String start : ids) {
            SequencedMap<String, Iterator<DraftConnection>> way = new LinkedHashMap<>();
            enter(start, way, done, outgoing);
            while (!way.isEmpty()) {
                Map.Entry<String, Iterator<DraftConnection>> last = way.lastEntry();
                if (!last.getValue().hasNext()) {
                    way.remove(last.getKey());
                    continue;
                }
                DraftConnection drawn = last.getValue().next();
                String to = drawn.connection().to();
                if (way.containsKey(to)) {
                    problems.add(new Problem(drawn.place().text(), "closes the cycle " + cycle(way.keySet(), to)));
                } else {
                    enter(to, way, done, outgoing);
                }
            }
        }
        return problems;
    }

    private static void enter(
            String id,
            Map<String, Iterator<DraftConnection>> way,
            Set<String> done,
            Map<String, List<DraftConnection>> outgoing) {
        if (done.add(id)) {
            way.put(id, outgoing.getOrDefault(id, List.of()).iterator());
        }
    }

    private static String cycle(Set<String> way, String to) {
        List<String> ids =
                new ArrayList<>(way.stream().dropWhile(id -> !id.equals(to)).toList());
        ids.add(to);
        return String.join(" → ", ids);
    }
}
