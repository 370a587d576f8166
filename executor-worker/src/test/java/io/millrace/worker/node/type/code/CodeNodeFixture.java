package io.millrace.worker.node.type.code;

import io.millrace.expression.Json;
import io.millrace.expression.Scope;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.code.child.ScriptHost;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** A node with children of its own. */
final class CodeNodeFixture implements AutoCloseable {

    static final int MAX_OUTPUT = 100_000;
    static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");

    final List<String> logged = new CopyOnWriteArrayList<>();
    final CodeNode node;

    CodeNodeFixture(CodeSettings settings) {
        this.node = new CodeNode(settings);
    }

    static CodeNodeFixture withChildren(int children) {
        return new CodeNodeFixture(settings(children, 1_000, Duration.ofMinutes(1)));
    }

    static CodeSettings settings(int children, int maxRuns, Duration idleTime) {
        return new CodeSettings(
                children,
                DataSize.ofMegabytes(64),
                DataSize.ofBytes(MAX_OUTPUT),
                maxRuns,
                idleTime,
                Duration.ofMinutes(5));
    }

    NodeOutcome run(String source) throws InterruptedException {
        return run(source, "PT1M");
    }

    NodeOutcome run(String source, String timeout) throws InterruptedException {
        String parameters = JsonMapper.shared().writeValueAsString(Map.of("source", source, "timeout", timeout));
        NodeCall call = NodeCalls.call(NodeCalls.node("code", parameters, Optional.empty()), "null");
        Scope scope = Scope.of(
                NodeCalls.json("{\"kind\": \"manual\", \"body\": {\"id\": 7}}"),
                NodeCalls.json("{\"items\": [{\"price\": 2.5, \"quantity\": 4}, {\"price\": 1, \"quantity\": 1}]}"),
                nodes(),
                Json.EMPTY_OBJECT,
                Json.EMPTY_OBJECT,
                TIME);
        return node.run(new NodeCall(
                call.executionId(),
                call.ownerId(),
                call.node(),
                call.iteration(),
                call.rounds(),
                call.attempt(),
                scope,
                call.parameters(),
                this::log,
                call.traceparent(),
                call.credentials()));
    }

    private static Map<String, Json> nodes() {
        Map<String, Json> nodes = new LinkedHashMap<>();
        nodes.put("first", NodeCalls.json("{\"ä\": \"ö\"}"));
        nodes.put("list", NodeCalls.json("[1, 2]"));
        return nodes;
    }

    private void log(LogLevel level, String message, Optional<Json> data) {
        logged.add(level + " " + message);
    }

    String completed(String source) throws InterruptedException {
        return switch (run(source)) {
            case NodeOutcome.Completed(String name, Json output) when name.equals("main") -> output.toString();
            case NodeOutcome other -> throw new AssertionError(other);
        };
    }

    Failure failed(String source) throws InterruptedException {
        return failure(run(source));
    }

    static Failure failure(NodeOutcome outcome) {
        return switch (outcome) {
            case NodeOutcome.Failed failed -> failed.failure();
            case NodeOutcome other -> throw new AssertionError(other);
        };
    }

    /** The processes that run scripts for this one. */
    static Set<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> child.info().commandLine().orElse("").contains(ScriptHost.class.getName()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        node.close();
    }
}
