package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftConnection;
import io.millrace.schemas.workflow.Draft.DraftGraph;
import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Every connection leads from an output that there is to a node that takes input, once. */
final class ConnectionChecks implements Check {

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        draft.graphs().forEach(graph -> check(graph, problems));
        return problems;
    }

    private static void check(DraftGraph graph, List<Problem> problems) {
        Map<String, DraftNode> nodes = graph.byId();
        Map<Connection, Pointer> seen = new HashMap<>();
        for (DraftConnection draftConnection : graph.connections()) {
            Connection connection = draftConnection.connection();
            Pointer place = draftConnection.place();
            Pointer same = seen.putIfAbsent(connection, place);
            if (same != null) {
                problems.add(new Problem(place.text(), "the same connection as " + same));
            }
            checkFrom(draftConnection, nodes, problems);
            DraftNode to = nodes.get(connection.to());
            if (to == null) {
                problems.add(new Problem(place.at("to").text(), noSuchNode(connection.to())));
            } else if (to.isTrigger()) {
                problems.add(new Problem(
                        place.at("to").text(),
                        "'" + to.id() + "' is a trigger (" + to.typeName() + "), which takes no input"));
            }
        }
    }

    private static void checkFrom(
            DraftConnection draftConnection, Map<String, DraftNode> nodes, List<Problem> problems) {
        Connection connection = draftConnection.connection();
        Pointer place = draftConnection.place();
        DraftNode from = nodes.get(connection.from());
        if (from == null) {
            problems.add(new Problem(place.at("from").text(), noSuchNode(connection.from())));
        } else if (from.type().isPresent()) {
            SequencedSet<String> outputs = from.type().get().outputs(from.parameters());
            if (!outputs.contains(connection.output())) {
                problems.add(new Problem(
                        (draftConnection.namesOutput() ? place.at("output") : place).text(),
                        "'" + from.id() + "' (" + from.typeName() + ") has no output '" + connection.output()
                                + "'; it has: " + String.join(", ", outputs)));
            }
        }
    }

    private static String noSuchNode(String id) {
        return "there is no node '" + id + "' in this graph";
    }
}
