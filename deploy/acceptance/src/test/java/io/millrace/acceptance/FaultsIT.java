package io.millrace.acceptance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.Journal.Entry;
import io.millrace.acceptance.check.Run;
import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.LocalServer;
import io.millrace.acceptance.client.LocalServer.Arrival;
import io.millrace.acceptance.story.Examples;
import io.millrace.acceptance.story.Stage;
import io.millrace.acceptance.system.DataServers;
import io.millrace.acceptance.system.SeparateProcesses;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.NodeCompleted;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What breaks comes back, and nothing is lost or done twice meanwhile. Every test leaves the system as it was. */
class FaultsIT {

    private static final int IN_FLIGHT = Integer.getInteger("millrace.kill.executions", 200);
    private static final Duration POSTGRES_OUTAGE =
            Duration.ofSeconds(Integer.getInteger("millrace.postgres.outage", 10));
    private static final int RECORDER_KILLS = Integer.getInteger("millrace.recorder.kills", 2);
    private static final int CALLERS = 16;
    private static final int PER_SECOND = 20;
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static DataServers servers;
    private static SeparateProcesses system;
    private static Stage stage;
    private static Client client;
    private static LocalServer server;

    @BeforeAll
    static void start() throws Exception {
        servers = DataServers.start();
        system = SeparateProcesses.start(servers.kafka().bootstrapServers(), servers.database());
        stage = Stage.on(system);
        client = stage.alice();
        server = stage.server();
    }

    @AfterAll
    static void stop() {
        try (DataServers _ = servers;
                Stage _ = stage) {
            // Both are closed, also where one cannot be.
        }
    }

    @Test
    void aKilledWorkerGoesOnWhereItWas() {
        client.publish("two-calls", twoCalls());
        try (Run run = new Run(system, client)) {
            postAll(run, IN_FLIGHT, "two-calls", "start");
            Awaitility.await("executions to be at their second call")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> arrivals("second").size() >= IN_FLIGHT / 4);

            // Nothing ends before: its second call is held.
            system.worker().kill();
            int before = server.arrivals().size();
            Map<String, List<SpecificRecord>> log = run.log();
            assertThat(log.values().stream().flatMap(List::stream).filter(ExecutionFinished.class::isInstance))
                    .as("all %d executions were in flight", IN_FLIGHT)
                    .isEmpty();
            Set<String> completed = completedCalls(log);
            server.release();
            system.worker().start().awaitReady();

            run.check(RECOVERY);
            List<Arrival> after =
                    server.arrivals().subList(before, server.arrivals().size());
            assertThat(completed).isNotEmpty();
            assertThat(after.stream().map(Arrival::path))
                    .as("calls whose result was durable are not made again")
                    .doesNotContainAnyElementsOf(completed);
            Map<String, List<String>> keys = server.arrivals().stream()
                    .filter(call -> isOfTwoCalls(call.path()))
                    .collect(groupingBy(Arrival::path, mapping(Arrival::key, toList())));
            assertThat(keys).hasSize(2 * IN_FLIGHT);
            keys.forEach((path, sent) -> assertThat(Set.copyOf(sent))
                    .as("the keys of the calls to %s", path)
                    .singleElement()
                    .asString()
                    .isEqualTo(path.replaceFirst("^/(slow/2000|held)/", "")));
            assertThat(keys.values()).as("one crash, one repeat").allMatch(sent -> sent.size() <= 2);
            assertThat(keys.values()).as("something was interrupted").anyMatch(sent -> sent.size() == 2);
        }
    }

    @Test
    void kafkaMayGoAway() throws Exception {
        client.publish("orders-a", Examples.read(Examples.ORDER_INTAKE));
        try (Run run = new Run(system, client)) {
            postAll(run, 20, "orders-a", "orders");

            servers.kafka().stop();
            for (int i = 0; i < 3; i++) {
                Instant asked = Instant.now();
                Answer answer =
                        client.send(client.webhookRequest("orders-a/orders", Examples.BIG_ORDER, "application/json"));
                assertThat(answer.status()).as("%s", answer).isEqualTo(503);
                assertThat(answer.field("type")).isEqualTo("urn:millrace:problem:log-unavailable");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
                run.journal().add(new Entry("orders-a", 503, Optional.empty()));
            }
            servers.kafka().start();

            Awaitility.await("a webhook to be accepted again")
                    .atMost(RECOVERY)
                    .until(() ->
                            run.post("orders-a", "orders", Examples.BIG_ORDER).status() == 202);
            postAll(run, 20, "orders-a", "orders");
            run.check(RECOVERY);
        }
    }

    @Test
    void postgresMayGoAway() throws Exception {
        client.publish("orders-b", Examples.read(Examples.ORDER_INTAKE));
        try (Run run = new Run(system, client)) {
            postAll(run, 20, "orders-b", "orders");

            servers.postgres().stop();
            Instant end = Instant.now().plus(POSTGRES_OUTAGE);
            Awaitility.await("the outage to be over")
                    .atMost(POSTGRES_OUTAGE.plus(RECOVERY))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        postAll(run, 2, "orders-b", "orders");
                        return Instant.now().isAfter(end);
                    });
            run.awaitEnds(RECOVERY);
            Awaitility.await("the recorder to say that it cannot record")
                    .atMost(RECOVERY)
                    .until(() -> recorderReadiness() == 503);
            servers.postgres().start();

            run.check(RECOVERY);
            Awaitility.await("the recorder to be ready").atMost(RECOVERY).until(() -> recorderReadiness() == 200);
        }
    }

    @Test
    void theHistoryIsTheFoldOfTheLogWhateverIsKilled() throws Exception {
        client.publish("orders-c", Examples.read(Examples.ORDER_INTAKE));
        try (Run run = new Run(system, client)) {
            try (OpenLoop _ = new OpenLoop(PER_SECOND, due -> run.post("orders-c", "orders", Examples.BIG_ORDER))) {
                for (int i = 0; i < RECORDER_KILLS; i++) {
                    awaitMore(run, 2 * PER_SECOND);
                    servers.postgres().stopImmediately();
                    servers.postgres().start();
                    awaitMore(run, 2 * PER_SECOND);
                    system.recorderProcess().kill();
                    system.recorderProcess().start().awaitReady();
                }
            }
            run.check(RECOVERY);
            assertThat(system.verifyHistory()).contains(", found 0 differences");
        }
    }

    private static void awaitMore(Run run, int webhooks) {
        int before = run.journal().accepted().size();
        Awaitility.await("more webhooks")
                .atMost(RECOVERY)
                .until(() -> run.journal().accepted().size() >= before + webhooks);
    }

    private static int recorderReadiness() {
        return client.send(HttpRequest.newBuilder(system.recorder().resolve("/actuator/health/readiness"))
                        .GET())
                .status();
    }

    /** A few at a time: two hundred at once on a gateway that has just started would be a test of its warm-up. */
    private static void postAll(Run run, int count, String workflowId, String path) {
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            var answers = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> run.deliver(workflowId, path, Examples.BIG_ORDER)))
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.get().status()).isEqualTo(202));
        }
    }

    private static List<Arrival> arrivals(String node) {
        return server.arrivals().stream()
                .filter(call -> isOfTwoCalls(call.path()) && call.path().endsWith("/" + node))
                .toList();
    }

    private static boolean isOfTwoCalls(String path) {
        return path.startsWith("/slow/2000/") || path.startsWith("/held/");
    }

    private static Set<String> completedCalls(Map<String, List<SpecificRecord>> log) {
        return log.values().stream()
                .flatMap(List::stream)
                .filter(NodeCompleted.class::isInstance)
                .map(NodeCompleted.class::cast)
                .filter(node -> node.getNodeType().equals("http"))
                .map(node -> (node.getNodeId().equals("first") ? "/slow/2000/" : "/held/")
                        + node.getContext().getExecutionId() + "/" + node.getNodeId())
                .collect(toSet());
    }

    private static String twoCalls() {
        return """
                {"name": "Two calls", "active": true, "nodes": [
                  {"id": "start", "type": "webhook", "parameters": {"path": "start"}},
                  {"id": "first", "type": "http", "parameters": {"url": "SERVER/slow/2000/{{ execution.id }}/first"}},
                  {"id": "second", "type": "http", "parameters": {"url": "SERVER/held/{{ execution.id }}/second"}, "timeout": "PT5M"}],
                 "connections": [{"from": "start", "to": "first"}, {"from": "first", "to": "second"}]}""".replace("SERVER", server.uri().toString());
    }
}
