package io.millrace.acceptance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Evidence;
import io.millrace.acceptance.check.LogReader;
import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.LocalServer.Arrival;
import io.millrace.acceptance.client.ModelServer;
import io.millrace.acceptance.client.ModelServer.Asked;
import io.millrace.acceptance.story.Stage;
import io.millrace.acceptance.system.DataServers;
import io.millrace.acceptance.system.SeparateProcesses;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Language models that call workflows, while one worker is killed and then the other. */
class RoundsIT {
    /** So many that each of two workers has some of them. */
    private static final int CONVERSATIONS = 16;

    private static final int ROUNDS = 2;
    private static final int CALLS = 2;
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static DataServers servers;
    private static SeparateProcesses system;
    private static Stage stage;
    private static ModelServer model;

    @BeforeAll
    static void start() throws Exception {
        servers = DataServers.start();
        system = SeparateProcesses.start(servers.kafka().bootstrapServers(), servers.database(), 2);
        stage = Stage.on(system);
        model = ModelServer.start(ROUNDS, CALLS);
    }

    @AfterAll
    static void stop() {
        try (DataServers _ = servers;
                Stage _ = stage;
                ModelServer _ = model) {
            // Each is closed, also where another cannot be.
        }
    }

    @Test
    void whatIsRecordedOfAConversationIsNotHeldAgain() {
        Client client = stage.alice();
        client.keep("model", model.credential());
        client.publish("stock", stock());
        client.publish("shop", SHOP);
        model.hold(1);
        try (Run run = new Run(system, client)) {
            for (int i = 0; i < CONVERSATIONS; i++) {
                assertThat(run.deliver("shop", "ask", "{}").status()).isEqualTo(202);
            }
            Awaitility.await("all that the first rounds ask for to be under way")
                    .atMost(RECOVERY)
                    .until(() -> stockCalls().size() == CONVERSATIONS * CALLS);

            // Calls begin when their round is on record; the other worker goes on with them.
            system.worker().kill();
            final int first = model.asked().size();
            stage.server().release();
            Awaitility.await("all to be in their second round")
                    .atMost(RECOVERY)
                    .until(() -> asked(1).size() == CONVERSATIONS);

            // Nobody has heard what the model says in this round, so the first worker asks for it again.
            system.workers().get(1).kill();
            final int second = model.asked().size();
            model.release();
            system.worker().start().awaitReady();
            Evidence evidence = run.check(RECOVERY);

            assertThat(evidence.rows().values())
                    .allMatch(row -> row.path("status").asString().equals("success"));
            assertThat(model.asked().subList(first, model.asked().size()))
                    .as("no round that was recorded before a worker died is paid for again")
                    .noneMatch(asked -> asked.round() == 0);
            assertThat(model.asked().subList(second, model.asked().size()))
                    .filteredOn(asked -> asked.round() == 1)
                    .as("a round that was under way is asked for again, once")
                    .hasSize(CONVERSATIONS);
            assertThat(asked(1).values())
                    .as("and in the same words")
                    .allMatch(requests -> Set.copyOf(requests).size() == 1);
            assertThat(asked(2).values()).hasSize(CONVERSATIONS).allMatch(requests -> requests.size() == 1);
            checkCalls(run.journal().accepted());
        }
    }

    /** Each thing that a round asked for is one execution, and only what that had begun to call was called again. */
    private static void checkCalls(Set<String> conversations) {
        Map<String, List<String>> calls = LogReader.read(system.kafka(), Set.of("stock")).values().stream()
                .flatMap(List::stream)
                .filter(ExecutionStarted.class::isInstance)
                .map(ExecutionStarted.class::cast)
                .flatMap(started -> started.getTrigger().flatMap(Trigger::getParent).stream())
                .collect(groupingBy(
                        parent -> parent.getExecutionId().toString(),
                        mapping(parent -> parent.getIteration(), toList())));
        assertThat(calls.keySet()).isEqualTo(conversations);
        assertThat(calls.values())
                .as("which calls of tools started an execution")
                .allSatisfy(iterations -> assertThat(iterations)
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROUNDS * CALLS)
                                .mapToObj(i -> i / CALLS + "." + i % CALLS)
                                .toList()));
        Map<String, List<String>> keys = stockCalls();
        assertThat(keys).hasSize(CONVERSATIONS * ROUNDS * CALLS);
        keys.forEach((path, sent) -> assertThat(Set.copyOf(sent))
                .as("the keys of the calls to %s", path)
                .containsExactly(path.replaceFirst("^/held/", "")));
        assertThat(keys.values()).as("something was interrupted").anyMatch(sent -> sent.size() > 1);
    }

    /** The keys of all calls that the tools' executions have made, by path. */
    private static Map<String, List<String>> stockCalls() {
        return stage.server().arrivals().stream().collect(groupingBy(Arrival::path, mapping(Arrival::key, toList())));
    }

    /** What the model was asked in that round, by conversation. */
    private static Map<String, List<String>> asked(int round) {
        return model.asked().stream()
                .filter(asked -> asked.round() == round)
                .collect(groupingBy(Asked::prompt, mapping(Asked::body, toList())));
    }

    private static final String SHOP = """
            {"name": "Ask the shop", "nodes": [
              {"id": "hook", "type": "webhook", "parameters": {"path": "ask"}},
              {"id": "ask", "type": "llm", "parameters": {"credential": "model", "model": "m",
                "prompt": "{{ execution.id }}", "tools": [{"name": "stock", "workflowId": "stock",
                  "parameters": {"type": "object", "properties": {"item": {"type": "string"}}}}]}, "timeout": "PT5M"}],
             "connections": [{"from": "hook", "to": "ask"}]}""";

    private static String stock() {
        return """
                {"name": "Stock", "nodes": [
                  {"id": "go", "type": "manual"},
                  {"id": "count", "type": "http", "parameters": {"url": "SERVER/held/{{ execution.id }}/count"}, "timeout": "PT5M"}],
                 "connections": [{"from": "go", "to": "count"}]}""".replace("SERVER", stage.server().uri().toString());
    }
}
