package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.DefinitionKeys;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import io.millrace.worker.node.SlowNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the executions of a simulation run: something of everything that the loop has to do with. */
final class SimulatedWorkflows {
    private static final EventRecords RECORDS = new EventRecords("trigger-gateway");
    private static final String HOOK = "{\"id\": \"hook\", \"type\": \"webhook\", \"parameters\": {\"path\": \"p\"}}";
    private static final String HTTP =
            "\"type\": \"http\", \"parameters\": {\"url\": \"http://localhost/\"}, \"retry\":"
                    + " {\"maxAttempts\": 3, \"initialInterval\": \"PT2S\", \"jitter\": 0}";

    /** Nodes that a "long" execution goes through at once. */
    static final int LONG = 100;

    /** Long executions that a "crowd" begins at once. */
    static final int CROWD = 100;

    /** How many of a workflow's executions run at a time. */
    static final Map<String, Integer> LIMITS = Map.of("limited", 2, "ticking", 1);

    static final Map<String, String> ALL = Map.of(
            "plain",
            chain(HOOK, "{\"id\": \"call\", %s}".formatted(HTTP), wait("hold", "\"duration\": \"PT0.5S\"")),
            "waiting",
            chain(HOOK, wait("hold", "\"duration\": \"PT7S\""), "{\"id\": \"call\", %s}".formatted(HTTP)),
            "called",
            chain(HOOK, wait("hold", "\"callback\": {}")),
            "child",
            chain(
                    "{\"id\": \"begin\", \"type\": \"manual\"}",
                    "{\"id\": \"call\", %s}".formatted(HTTP),
                    wait("hold", "\"duration\": \"PT3S\"")),
            "family",
            chain(HOOK, """
                    {"id": "each", "type": "forEach", "parameters": {"items": "{{ [1..3] }}", "concurrency": 2,
                      "onItemError": "collect", "body": {"nodes": [{"id": "sub", "type": "subWorkflow",
                        "parameters": {"workflowId": "child", "input": "{{ item }}"}}], "connections": []}}}
                    """),
            "talking",
            chain(HOOK, """
                    {"id": "talk", "type": "llm", "parameters": {"tools": [{"name": "t", "workflowId": "child"}]},
                      "retry": {"maxAttempts": 3, "initialInterval": "PT2S", "jitter": 0}}
                    """),
            "limited",
            limited(2, HOOK, wait("hold", "\"duration\": \"PT2S\"")),
            "ticking",
            limited(1, schedule("PT10S"), wait("hold", "\"duration\": \"PT9S\"")));

    /** What makes many events. */
    private static final Map<String, String> LARGE = Map.of(
            "long",
            longChain(HOOK),
            "longChild",
            longChain("{\"id\": \"begin\", \"type\": \"manual\"}"),
            "crowd",
            chain(HOOK, """
                    {"id": "each", "type": "forEach", "parameters": {"items": "{{ [1..%1$d] }}", "concurrency": %1$d,
                      "body": {"nodes": [{"id": "sub", "type": "subWorkflow",
                        "parameters": {"workflowId": "longChild", "input": 1}}], "connections": []}}}
                    """.formatted(CROWD)));

    private SimulatedWorkflows() {}

    /** Slow, and failing at times, but always the same for the same attempt. */
    private static final class Call implements SlowNode {
        @Override
        public String type() {
            return "http";
        }

        @Override
        public NodeOutcome run(NodeCall call) {
            int chance = Math.floorMod(call.executionId().hashCode() + 31 * call.attempt(), 5);
            return chance == 0 && call.attempt() < 3
                    ? new NodeOutcome.Failed(
                            io.millrace.schemas.event.Failure.newBuilder(Failures.of("http-status", "503"))
                                    .setRetryable(true)
                                    .build())
                    : NodeOutcome.completed(Json.of(chance));
        }
    }

    /** Asks for two children and something that there is not, twice, before it has an answer. */
    private static final class Talk implements SlowNode {
        private final Call call = new Call();

        @Override
        public String type() {
            return "llm";
        }

        @Override
        public boolean converses(Node node) {
            return true;
        }

        @Override
        public NodeOutcome run(NodeCall round) {
            NodeOutcome answer = call.run(round);
            boolean goesOn =
                    answer instanceof NodeOutcome.Completed && round.rounds().size() < 2;
            assertThat(round.iteration())
                    .isEqualTo(String.valueOf(round.rounds().size()));
            assertThat(round.rounds())
                    .allSatisfy(before -> assertThat(before.answers()).hasSize(3));
            return goesOn
                    ? new NodeOutcome.Asks(
                            Json.of(round.attempt()),
                            List.of(child(), NodeOutcome.failed("tool-unknown", "there is none", false), child()))
                    : answer;
        }

        private static NodeOutcome.Asked child() {
            return new NodeOutcome.Calls("child", Json.EMPTY_OBJECT, true);
        }
    }

    private static NodeTypes types(Collection<NodeType> installed) {
        var types = new ArrayList<>(installed);
        types.removeIf(type -> type.type().equals("http") || type.type().equals("llm"));
        types.add(new Call());
        types.add(new Talk());
        return new NodeTypes(types, io.millrace.schemas.workflow.NodeTypes.onClassPath());
    }

    /** All of these, published then. It is never started, and told what else is published. */
    static Definitions definitions(Collection<NodeType> installed, Instant now) {
        var definitions = new Definitions(
                Map.of("bootstrap.servers", "localhost:1"),
                new WorkflowParser(io.millrace.schemas.workflow.NodeTypes.onClassPath()),
                types(installed),
                (id, wait) -> "http://localhost/" + wait);
        ALL.forEach((id, definition) -> publish(definitions, id, definition, now));
        LARGE.forEach((id, definition) -> publish(definitions, id, definition, now));
        return definitions;
    }

    static void publish(Definitions definitions, String id, String definition, Instant now) {
        var published = WorkflowPublished.newBuilder()
                .setWorkflowId(id)
                .setOwnerId("alice")
                .setRevision(1)
                .setPublicationId(UUID.randomUUID())
                .setVersion(1)
                .setLiveVersion(1)
                .setName(id)
                .setDefinition(Payload.of(definition.getBytes(UTF_8)))
                .setPublishedBy("alice")
                .setTime(now)
                .build();
        String key = DefinitionKeys.of(published);
        var record = RECORDS.definition(Topics.DEFINITIONS, key, published, UUID.randomUUID(), id, "alice", now);
        definitions.handle(new ConsumerRecord<>(Topics.DEFINITIONS, 0, 0, record.key(), record.value()));
    }

    /** A long execution each second. */
    static String longSchedule() {
        return longChain(schedule("PT1S"));
    }

    /** An execution each minute that takes ten, one at a time. */
    static String limitedSchedule() {
        return limited(1, schedule("PT1M"), wait("hold", "\"duration\": \"PT10M\""));
    }

    private static String schedule(String every) {
        return """
                {"id": "at", "type": "schedule", "parameters": {"every": "%s", "missed": "all"}}
                """.formatted(every);
    }

    private static String limited(int atOnce, String... nodes) {
        return chain(nodes).replace("\"name\"", "\"settings\": {\"maxConcurrent\": %d}, \"name\"".formatted(atOnce));
    }

    private static String longChain(String trigger) {
        return chain(
                Stream.concat(Stream.of(trigger), IntStream.rangeClosed(1, LONG).mapToObj(SimulatedWorkflows::set))
                        .toArray(String[]::new));
    }

    private static String set(int number) {
        return "{\"id\": \"set%d\", \"type\": \"set\", \"parameters\": {\"values\": {\"a\": 1}}}".formatted(number);
    }

    private static String wait(String id, String until) {
        return "{\"id\": \"%s\", \"type\": \"wait\", \"parameters\": {%s}}".formatted(id, until);
    }

    private static String chain(String... nodes) {
        var ids = List.of(nodes).stream()
                .map(node -> node.strip().split("\"", -1)[3])
                .toList();
        var connections = new ArrayList<String>();
        for (int i = 1; i < ids.size(); i++) {
            connections.add("{\"from\": \"%s\", \"to\": \"%s\"}".formatted(ids.get(i - 1), ids.get(i)));
        }
        return "{\"name\": \"w\", \"nodes\": [%s], \"connections\": [%s]}"
                .formatted(String.join(", ", nodes), String.join(", ", connections));
    }
}
