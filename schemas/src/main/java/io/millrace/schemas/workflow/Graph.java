package io.millrace.schemas.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The nodes and connections of a definition, indexed. Refuses dangling connections and cycles. */
final class Graph {

    /** A node with its connections. */
    record Place(
            Node node,
            int index,
            List<Connection> incoming,
            List<Connection> outgoing,
            Map<String, List<Connection>> byOutput) {}

    private final List<Connection> connections;
    private final Map<String, Place> places;
    private final List<Node> nodes;
    private final List<Node> triggers;
    private final List<Node> leaves;
    private final List<Node> topologicalOrder;
    private final Map<String, Body> bodies = new HashMap<>();
    private final Map<String, Set<String>> reachable = new ConcurrentHashMap<>();

    /** @param bodies the nodes of each loop's body, by the loop's id; they are among the nodes as well */
    Graph(List<Node> nodes, List<Connection> connections, Map<String, List<Node>> bodies, Predicate<Node> isTrigger) {
        this.nodes = List.copyOf(nodes);
        this.connections = List.copyOf(connections);
        this.places = index(this.nodes, this.connections);
        this.triggers = this.nodes.stream().filter(isTrigger).toList();
        this.leaves = this.nodes.stream()
                .filter(node -> at(node.id()).outgoing().isEmpty())
                .toList();
        this.topologicalOrder = sort();
        bodies.forEach((loop, inside) -> this.bodies.put(loop, body(inside)));
    }

    private Body body(List<Node> inside) {
        return new Body(
                inside.stream()
                        .map(Node::id)
                        .filter(id -> at(id).incoming().isEmpty())
                        .toList(),
                inside.stream().map(Node::id).toList());
    }

    Map<String, Body> bodies() {
        return Collections.unmodifiableMap(bodies);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Connection> connections() {
        return connections;
    }

    List<Node> triggers() {
        return triggers;
    }

    List<Node> leaves() {
        return leaves;
    }

    List<Node> topologicalOrder() {
        return topologicalOrder;
    }

    Optional<Node> find(String nodeId) {
        return Optional.ofNullable(places.get(nodeId)).map(Place::node);
    }

    Node node(String nodeId) {
        return at(nodeId).node();
    }

    Place at(String nodeId) {
        Place place = places.get(nodeId);
        if (place == null) {
            throw new IllegalArgumentException("no node '" + nodeId + "' in the definition");
        }
        return place;
    }

    Set<String> reachableFrom(String nodeId) {
        at(nodeId);
        return reachable.computeIfAbsent(nodeId, this::reach);
    }

    private static Map<String, Place> index(List<Node> nodes, List<Connection> connections) {
        Map<String, Place> places = new LinkedHashMap<>();
        for (Node node : nodes) {
            Place place = new Place(node, places.size(), new ArrayList<>(), new ArrayList<>(), new HashMap<>());
            if (places.put(node.id(), place) != null) {
                throw new IllegalArgumentException("two nodes with the id '" + node.id() + "'");
            }
        }
        for (Connection connection : connections) {
            Place from = places.get(connection.from());
            Place to = places.get(connection.to());
            if (from == null || to == null) {
                throw new IllegalArgumentException("dangling connection " + connection);
            }
            from.outgoing().add(connection);
            from.byOutput()
                    .computeIfAbsent(connection.output(), output -> new ArrayList<>())
                    .add(connection);
            to.incoming().add(connection);
        }
        places.replaceAll((id, place) -> frozen(place));
        return places;
    }

    private static Place frozen(Place place) {
        place.byOutput().replaceAll((output, list) -> List.copyOf(list));
        return new Place(
                place.node(),
                place.index(),
                List.copyOf(place.incoming()),
                List.copyOf(place.outgoing()),
                Map.copyOf(place.byOutput()));
    }

    private List<Node> sort() {
        Map<String, Integer> open = new HashMap<>();
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (Place place : places.values()) {
            open.put(place.node().id(), place.incoming().size());
            if (place.incoming().isEmpty()) {
                ready.add(place.index());
            }
        }
        List<Node> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Node next = nodes.get(ready.remove());
            order.add(next);
            for (Connection connection : at(next.id()).outgoing()) {
                if (open.merge(connection.to(), -1, Integer::sum) == 0) {
                    ready.add(at(connection.to()).index());
                }
            }
        }
        if (order.size() < nodes.size()) {
            throw new IllegalArgumentException("the connections form a cycle");
        }
        return List.copyOf(order);
    }

    private Set<String> reach(String start) {
        Set<String> seen = new HashSet<>(Set.of(start));
        ArrayDeque<String> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            for (Connection connection : at(next.remove()).outgoing()) {
                if (seen.add(connection.to())) {
                    next.add(connection.to());
                }
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        topologicalOrder.stream().map(Node::id).filter(seen::contains).forEach(ordered::add);
        return Collections.unmodifiableSet(ordered);
    }
}
