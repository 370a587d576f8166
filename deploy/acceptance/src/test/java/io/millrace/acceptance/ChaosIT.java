package io.millrace.acceptance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Evidence;
import io.millrace.acceptance.check.LogReader;
import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.LocalServer;
import io.millrace.acceptance.client.LocalServer.Arrival;
import io.millrace.acceptance.story.Stage;
import io.millrace.acceptance.system.BrokerProcess;
import io.millrace.acceptance.system.DataServers;
import io.millrace.acceptance.system.SeparateProcesses;
import io.millrace.acceptance.system.Service;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two workers under a load of everything that workflows can do, and what can happen to them. The build's own run is a
 * short one; {@code -Dmillrace.chaos.seconds}, {@code rate}, {@code outage}, {@code broker.kills} and {@code takeover}
 * make it longer and harder.
 */
class ChaosIT {
    private static final Logger log = LoggerFactory.getLogger(ChaosIT.class);

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("millrace.chaos.seconds", 8));
    private static final int RATE = Integer.getInteger("millrace.chaos.rate", 4);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("millrace.chaos.outage", 4));
    private static final int BROKER_KILLS = Integer.getInteger("millrace.chaos.broker.kills", 1);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(5);
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    /** It takes a tenth of that; but a build may have to share its machine, and kill the one that takes over too. */
    private static final Duration TAKEOVER = Duration.ofSeconds(Integer.getInteger("millrace.chaos.takeover", 150));

    private static BrokerProcess broker;
    private static DataServers servers;
    private static SeparateProcesses system;
    private static Stage stage;
    private static Client client;
    private static LocalServer server;

    private final Random random = random();

    @BeforeAll
    static void start() throws Exception {
        broker = new BrokerProcess();
        servers = DataServers.startPostgres();
        system = SeparateProcesses.start(broker.bootstrapServers(), servers.database(), 2);
        stage = Stage.on(system);
        client = stage.alice();
        server = stage.server();
    }

    @AfterAll
    static void stop() {
        try (BrokerProcess _ = broker;
                DataServers _ = servers;
                Stage _ = stage) {
            // Each is closed, also where another cannot be.
        }
    }

    @Test
    void workersMayBeKilledAtAnyTime() {
        client.publish("killed", everything());
        try (Run run = new Run(system, client)) {
            try (OpenLoop _ = load(run, "killed")) {
                Instant end = Instant.now().plus(LENGTH);
                while (Instant.now().isBefore(end)) {
                    pass(BETWEEN_KILLS.minusMillis(random.nextInt(2_000)));
                    Service worker = system.workers().get(random.nextInt(2));
                    worker.kill();
                    worker.start().awaitReady();
                }
            }
            Evidence evidence = check(run);
            Duration longest = longestStart(evidence);
            log.info(
                    "{} executions; longest from trigger to start: {}",
                    evidence.log().size(),
                    longest);
            assertThat(longest).as("how long a takeover held executions up").isLessThan(TAKEOVER);
        }
    }

    @Test
    void aWorkerThatWasAwayTooLongWritesNothing() {
        client.publish("stopped", everything());
        try (Run run = new Run(system, client)) {
            try (OpenLoop _ = load(run, "stopped")) {
                pass(Duration.ofSeconds(2));
                Service zombie = system.worker();
                zombie.pause();
                try {
                    Set<String> accepted = new HashSet<>(run.journal().accepted());
                    Awaitility.await("the other worker to have taken everything over")
                            .atMost(RECOVERY)
                            .until(() -> run.follower().messages().finished().containsAll(accepted));
                } finally {
                    zombie.resume();
                }
                pass(Duration.ofSeconds(3));
            }
            // What it had begun to call before it was stopped, it may call when it goes on: that is no record of ours.
            checkButForLateCalls(run);
        }
    }

    @Test
    void theBrokerMayBeKilledInMidTransaction() {
        client.publish("broker", everything());
        try (Run run = new Run(system, client)) {
            try (OpenLoop _ = load(run, "broker")) {
                for (int i = 0; i < BROKER_KILLS; i++) {
                    pass(Duration.ofMillis(2_000 + random.nextInt(1_000)));
                    broker.kill();
                    broker.start();
                    int before = run.journal().accepted().size();
                    Awaitility.await("webhooks to be accepted again")
                            .atMost(RECOVERY)
                            .until(() -> run.journal().accepted().size() > before + RATE);
                }
            }
            check(run);
        }
    }

    @Test
    void allWorkersMayBeAwayForAWhile() {
        client.publish("away", everything());
        try (Run run = new Run(system, client)) {
            try (OpenLoop _ = load(run, "away")) {
                pass(Duration.ofSeconds(2));
                system.workers().forEach(Service::close);
                pass(OUTAGE);
                system.workers().forEach(Service::start);
                system.workers().forEach(Service::awaitReady);
            }
            Evidence evidence = check(run);

            Map<Integer, List<String>> triggered =
                    LogReader.order(system.kafka(), Topics.TRIGGERS, TriggerReceived.class.getSimpleName());
            Map<Integer, List<String>> started =
                    LogReader.order(system.kafka(), Topics.EVENTS, ExecutionStarted.class.getSimpleName());
            Set<String> ours = evidence.log().keySet();
            triggered.forEach((partition, ids) -> assertThat(
                            started.getOrDefault(partition, List.of()).stream().filter(ours::contains))
                    .as("the order of starts in partition %d", partition)
                    .containsExactlyElementsOf(
                            ids.stream().filter(ours::contains).toList()));
        }
    }

    private static OpenLoop load(Run run, String workflowId) {
        return new OpenLoop(RATE, due -> run.post(workflowId, "go", "{\"n\": 3}"));
    }

    /** The invariants, and that no node was called again whose result was durable. */
    private static Evidence check(Run run) {
        Evidence evidence = checkButForLateCalls(run);
        Map<String, Instant> completed = completedCalls(evidence);
        List<Arrival> late = server.arrivals().stream()
                .filter(call -> call.began()
                        .truncatedTo(ChronoUnit.MILLIS) // as records have it
                        .isAfter(completed.getOrDefault(call.key(), Instant.MAX)))
                .toList();
        assertThat(late).as("calls of nodes whose result was known").isEmpty();
        return evidence;
    }

    private static Evidence checkButForLateCalls(Run run) {
        Evidence evidence = run.check(RECOVERY);
        assertThat(evidence.rows().values())
                .as("whatever happens to the system is no failure of a workflow")
                .allMatch(row -> row.path("status").asString().equals("success"));
        Map<String, Set<String>> keys =
                server.arrivals().stream().collect(groupingBy(Arrival::path, mapping(Arrival::key, toSet())));
        assertThat(keys.values())
                .as("one key for each node, however often it is called")
                .allMatch(sent -> sent.size() == 1);
        return evidence;
    }

    /** When each call whose result is in the log had ended, by the call's key. */
    private static Map<String, Instant> completedCalls(Evidence evidence) {
        Map<String, Instant> completed = new HashMap<>();
        evidence.log().forEach((id, records) -> records.stream()
                .filter(NodeCompleted.class::isInstance)
                .map(NodeCompleted.class::cast)
                .filter(node -> node.getNodeType().equals("http"))
                .forEach(node -> completed.put(
                        node.getIteration().isEmpty()
                                ? id + "/" + node.getNodeId()
                                : id + "/" + node.getNodeId() + "/" + node.getIteration(),
                        node.getFinishedAt())));
        return completed;
    }

    private static Duration longestStart(Evidence evidence) {
        return evidence.log().values().stream()
                .flatMap(List::stream)
                .filter(ExecutionStarted.class::isInstance)
                .map(ExecutionStarted.class::cast)
                .map(started -> Duration.between(
                        started.getContext().getCreatedAt(),
                        started.getContext().getTime()))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Time passes under load; there is nothing else to wait for. */
    private static void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        Awaitility.await("time to pass")
                .atMost(time.plus(RECOVERY))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Instant.now().isAfter(end));
    }

    private static Random random() {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        log.info("-Dmillrace.seed={}", seed);
        return new Random(seed);
    }

    /** A call that fails the first time, a wait, a loop with calls, and what is made of it. */
    private static String everything() {
        return """
                {"name": "Everything", "active": true, "nodes": [
                  {"id": "go", "type": "webhook", "parameters": {"path": "go"}},
                  {"id": "first", "type": "http", "parameters": {"url": "SERVER/flaky/{{ execution.id }}/first"},
                   "retry": {"maxAttempts": 10, "initialInterval": "PT0.5S", "maxInterval": "PT2S"}},
                  {"id": "pause", "type": "wait", "parameters": {"duration": "PT2S"}},
                  {"id": "each", "type": "forEach", "parameters": {"items": "{{ [1..trigger.body.n] }}", "concurrency": 2, "body": {
                    "nodes": [
                      {"id": "call", "type": "http", "parameters": {"url": "SERVER/slow/100/{{ execution.id }}/call/{{ index }}"},
                       "retry": {"maxAttempts": 10, "initialInterval": "PT0.5S"}},
                      {"id": "keep", "type": "set", "parameters": {"values": {"score": "{{ nodes.call.body.score }}"}}}],
                    "connections": [{"from": "call", "to": "keep"}]}}},
                  {"id": "sum", "type": "set", "parameters": {"values": {"total": "{{ $sum(nodes.each.score) }}"}}}],
                 "connections": [
                  {"from": "go", "to": "first"}, {"from": "first", "to": "pause"},
                  {"from": "pause", "to": "each"}, {"from": "each", "to": "sum"}]}""".replace("SERVER", server.uri().toString());
    }
}
