package io.millrace.worker.execution;

import static java.util.Objects.requireNonNull;

import io.millrace.expression.Json;
import io.millrace.schemas.event.IterationResult;
import io.millrace.schemas.event.NodeSituation;
import io.millrace.schemas.event.NodeSnapshot;
import io.millrace.schemas.event.RoundSnapshot;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Retrying;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Skipped;
import io.millrace.worker.execution.NodeState.Waiting;
import io.millrace.worker.node.Round;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.TreePVector;

/** The runs of nodes as a checkpoint keeps them: the active and the ready ones in their order, then all others. */
final class Snapshots {
    private Snapshots() {}

    static List<NodeSnapshot> of(Runs runs) {
        var snapshots = new ArrayList<NodeSnapshot>();
        runs.active()
                .forEach(key ->
                        snapshots.add(of(key, requireNonNull(runs.states().get(key)))));
        runs.ready()
                .forEach(key -> snapshots.add(
                        named(key).setSituation(NodeSituation.READY).build()));
        runs.states().forEach((key, state) -> {
            if (!runs.active().contains(key)) {
                snapshots.add(of(key, state));
            }
        });
        return snapshots;
    }

    private static NodeSnapshot of(NodeKey key, NodeState state) {
        NodeSnapshot.Builder snapshot = named(key);
        switch (state) {
            case Running running ->
                at(snapshot, running.attempt())
                        .setSituation(NodeSituation.RUNNING)
                        .setRestarts(running.restarts())
                        .setRunningSince(running.since());
            case Retrying retrying ->
                at(snapshot, retrying.attempt())
                        .setSituation(NodeSituation.RETRYING)
                        .setDueAt(retrying.nextAt());
            case Waiting waiting ->
                at(snapshot, waiting.attempt())
                        .setSituation(NodeSituation.WAITING)
                        .setDueAt(waiting.until().orElse(null))
                        .setChildExecutionId(waiting.childId().orElse(null));
            case Looping looping ->
                at(snapshot, looping.attempt())
                        .setSituation(NodeSituation.LOOPING)
                        .setItems(Json.array(looping.items()).buffer())
                        .setBegun(looping.begun())
                        .setOpen(List.copyOf(looping.open()))
                        .setResults(results(looping.results()));
            case Conversing conversing ->
                at(snapshot, conversing.attempt())
                        .setSituation(NodeSituation.LOOPING)
                        .setRounds(conversing.rounds().stream()
                                .map(Snapshots::round)
                                .toList())
                        .setOutput(conversing.said().map(Json::buffer).orElse(null))
                        .setResults(results(conversing.answers()));
            case Ended ended ->
                snapshot.setSituation(NodeSituation.ENDED)
                        .setNodeStatus(ended.status())
                        .setOutputName(ended.outputName().orElse(null))
                        .setOutput(ended.output().map(Json::buffer).orElse(null))
                        .setError(ended.failure().orElse(null));
            case Skipped skipped -> snapshot.setSituation(NodeSituation.SKIPPED);
        }
        return snapshot.build();
    }

    /** The runs and one more. */
    static Runs restore(NodeSnapshot snapshot, Runs runs) {
        var key = new NodeKey(snapshot.getNodeId(), snapshot.getIteration());
        return switch (snapshot.getSituation()) {
            case READY -> runs.withReady(key);
            case RUNNING ->
                runs.with(
                        key,
                        new Running(
                                attempt(snapshot),
                                snapshot.getRestarts(),
                                snapshot.getRunningSince().orElseThrow()));
            case RETRYING ->
                runs.with(
                        key, new Retrying(attempt(snapshot), snapshot.getDueAt().orElseThrow()));
            case WAITING ->
                runs.with(key, new Waiting(attempt(snapshot), snapshot.getDueAt(), snapshot.getChildExecutionId()));
            case LOOPING -> runs.with(key, snapshot.getItems().isPresent() ? looping(snapshot) : conversing(snapshot));
            case ENDED ->
                runs.with(
                        key,
                        new Ended(
                                snapshot.getNodeStatus().orElseThrow(),
                                snapshot.getOutputName(),
                                snapshot.getOutput().map(Json::encoded),
                                snapshot.getError()));
            case SKIPPED -> runs.with(key, new Skipped());
        };
    }

    private static Looping looping(NodeSnapshot snapshot) {
        return new Looping(
                attempt(snapshot),
                Json.encoded(snapshot.getItems().orElseThrow()).items(),
                snapshot.getBegun(),
                HashTreePSet.from(snapshot.getOpen()),
                results(snapshot),
                snapshot.getError());
    }

    private static Conversing conversing(NodeSnapshot snapshot) {
        var rounds = snapshot.getRounds().stream()
                .map(round -> new Round(
                        Json.encoded(round.getOutput()),
                        round.getAnswers().stream().map(Json::encoded).toList()))
                .toList();
        return new Conversing(
                attempt(snapshot),
                TreePVector.from(rounds),
                snapshot.getOutput().map(Json::encoded),
                results(snapshot),
                Optional.empty());
    }

    /** How much is kept of a round, in bytes of JSON. */
    static long size(RoundSnapshot round) {
        return round.getOutput().remaining()
                + round.getAnswers().stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private static RoundSnapshot round(Round round) {
        return new RoundSnapshot(
                round.output().buffer(),
                round.answers().stream().map(Json::buffer).toList());
    }

    private static PMap<Integer, Json> results(NodeSnapshot snapshot) {
        PMap<Integer, Json> results = HashTreePMap.empty();
        for (IterationResult result : snapshot.getResults()) {
            results = results.plus(result.getIndex(), Json.encoded(result.getOutput()));
        }
        return results;
    }

    private static List<IterationResult> results(Map<Integer, Json> results) {
        return results.entrySet().stream()
                .map(result ->
                        new IterationResult(result.getKey(), result.getValue().buffer()))
                .toList();
    }

    private static NodeSnapshot.Builder named(NodeKey key) {
        return NodeSnapshot.newBuilder().setNodeId(key.nodeId()).setIteration(key.iteration());
    }

    private static NodeSnapshot.Builder at(NodeSnapshot.Builder snapshot, Attempt attempt) {
        return snapshot.setAttempt(attempt.number())
                .setStartedAt(attempt.firstStartedAt())
                .setAttemptStartedAt(attempt.startedAt());
    }

    private static Attempt attempt(NodeSnapshot snapshot) {
        Instant startedAt = snapshot.getAttemptStartedAt().orElseThrow();
        return new Attempt(snapshot.getAttempt(), snapshot.getStartedAt().orElse(startedAt), startedAt);
    }
}
