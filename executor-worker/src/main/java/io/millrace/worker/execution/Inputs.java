package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.expression.Scope;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node receives and what its expressions see. */
final class Inputs {
    private Inputs() {}

    /**
     * The node's input: the trigger's body for a trigger, the item for a node that an iteration begins with, the
     * predecessor's output where the definition has one incoming connection, else an object by node id of what arrived.
     */
    static Json of(NodeKey key, Execution execution) {
        Plan plan = execution.start().plan();
        List<Connection> incoming = plan.workflow().incoming(key.nodeId());
        if (incoming.isEmpty()) {
            Frame frame = Frame.of(key, plan);
            return frame.isTop() ? execution.start().body() : item(frame, execution);
        }
        var arrived = new LinkedHashMap<String, Json>();
        for (Connection connection : Arrivals.at(key, plan, execution.progress(), execution.reachable())
                .delivered()) {
            arrived.put(connection.from(), output(new NodeKey(connection.from(), key.iteration()), execution));
        }
        return incoming.size() == 1 ? arrived.values().iterator().next() : Json.object(arrived);
    }

    /** What the expressions of a run see: of what is in loops, only what is in the run's own iterations. */
    static Scope scope(NodeKey key, Execution execution, Json input, Instant nodeStartedAt) {
        Plan plan = execution.start().plan();
        Frame frame = Frame.of(key, plan);
        var around = new HashSet<Frame>();
        for (Frame next = frame; !next.isTop(); next = Frame.of(next.loop(), plan)) {
            around.add(next);
        }
        Map<String, Json> outputs = new LinkedHashMap<>();
        execution.progress().nodes().forEach((other, state) -> {
            if (state instanceof Ended ended
                    && (other.iteration().isEmpty() || around.contains(Frame.of(other, plan)))) {
                ended.output().ifPresent(output -> outputs.put(other.nodeId(), output));
            }
        });
        Identity identity = execution.identity();
        Instant startedAt = execution.startedAt().orElse(identity.createdAt());
        Scope scope = Scope.of(
                execution.start().data(),
                input,
                outputs,
                Json.object(Map.of(
                        "id", Json.of(identity.executionId().toString()),
                        "startedAt", Json.of(startedAt),
                        "callbacks", callbacks(key, plan, identity))),
                Json.object(Map.of(
                        "id", Json.of(identity.workflowId()),
                        "name", Json.of(plan.workflow().name()),
                        "version", Json.of(identity.workflowVersion()))),
                nodeStartedAt);
        return frame.isTop() ? scope : scope.inLoop(item(frame, execution), frame.index());
    }

    /** The waits for callbacks in the graphs around the run, with where their callbacks are to be sent. */
    private static Json callbacks(NodeKey key, Plan plan, Identity identity) {
        Map<String, Json> urls = new LinkedHashMap<>();
        for (String nodeId : plan.callbackWaits()) {
            Frame inside = Frame.of(key, plan);
            String loop = plan.loopAround(nodeId).orElse("");
            while (!inside.isTop() && !inside.loopId().equals(loop)) {
                inside = Frame.of(inside.loop(), plan);
            }
            if (inside.loopId().equals(loop)) {
                urls.put(nodeId, Json.of(plan.callbackUrls().of(identity, inside.node(nodeId))));
            }
        }
        return urls.isEmpty() ? Json.EMPTY_OBJECT : Json.object(urls);
    }

    private static Json item(Frame frame, Execution execution) {
        return execution.progress().state(frame.loop()).orElse(null) instanceof Looping loop
                ? loop.items().get(frame.index())
                : Json.NULL;
    }

    private static Json output(NodeKey key, Execution execution) {
        return execution.progress().nodes().get(key) instanceof Ended ended
                ? ended.output().orElse(Json.NULL)
                : Json.NULL;
    }
}
