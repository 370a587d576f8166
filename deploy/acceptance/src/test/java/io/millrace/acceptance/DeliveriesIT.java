package io.millrace.acceptance;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.check.LogReader;
import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.Follower;
import io.millrace.acceptance.client.Messages;
import io.millrace.acceptance.system.DataServers;
import io.millrace.acceptance.system.SeparateProcesses;
import io.millrace.acceptance.system.Service;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.TriggerReceived;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries of which three in ten are repeats, to two gateways, of which one is killed, as is each worker; whoever
 * gets no answer, or a bad one, sends again. {@code -Dmillrace.deliveries} and {@code deliveries.kills} make it longer.
 */
class DeliveriesIT {
    private static final Logger log = LoggerFactory.getLogger(DeliveriesIT.class);

    private static final int DELIVERIES = Integer.getInteger("millrace.deliveries", 250);
    private static final int SENDERS = 8;
    private static final int KILLS = Integer.getInteger("millrace.deliveries.kills", 1);
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final String WORKFLOW = "deliveries";

    private static DataServers servers;
    private static SeparateProcesses system;
    private static Client client;

    private final long seed = Long.getLong("millrace.seed", System.nanoTime());
    private final Map<String, Set<String>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        servers = DataServers.start();
        system = SeparateProcesses.start(servers.kafka().bootstrapServers(), servers.database(), 2, 2);
        client = new Client(system, "alice");
    }

    @AfterAll
    static void stop() {
        try (DataServers _ = servers;
                SeparateProcesses _ = system;
                Client _ = client) {
            // Each is closed, also where another cannot be.
        }
    }

    @Test
    void eachKeyHasOneExecution() throws Exception {
        log.info("-Dmillrace.seed={}", seed);
        client.publish(WORKFLOW, """
                {"name": "Deliveries", "active": true, "nodes": [
                  {"id": "in", "type": "webhook", "parameters": {"path": "in"}},
                  {"id": "pause", "type": "wait", "parameters": {"duration": "PT0.2S"}},
                  {"id": "out", "type": "set", "parameters": {"values": {"key": "{{ trigger.body.key }}"}}}],
                 "connections": [{"from": "in", "to": "pause"}, {"from": "pause", "to": "out"}]}""");
        List<String> keys = keys(new Random(seed));
        Set<String> distinct = new TreeSet<>(keys);

        try (Follower follower = client.follow();
                var threads = Executors.newFixedThreadPool(SENDERS + 1)) {
            Future<?> killing = threads.submit(this::kill);
            List<? extends Future<?>> sending = IntStream.range(0, SENDERS)
                    .mapToObj(sender -> threads.submit(() -> send(keys, sender)))
                    .toList();
            for (Future<?> one : sending) {
                one.get();
            }
            killing.get();
            log.info("{} deliveries of {} keys, {} sent again", keys.size(), distinct.size(), retries);

            assertThat(answers.keySet()).isEqualTo(distinct);
            Map<String, String> idOf = new ConcurrentHashMap<>();
            checkLog(idOf, distinct);
            checkHistory(idOf);
            checkTold(follower, idOf.values());
        }
    }

    /** Three in ten come again, mostly soon, some after a while. */
    private static List<String> keys(Random random) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            boolean repeat = i > 0 && random.nextInt(10) < 3;
            int back = 1 + random.nextInt(random.nextBoolean() ? SENDERS : Math.max(1, i));
            keys.add(repeat ? keys.get(Math.max(0, i - back)) : "delivery-" + i);
        }
        return keys;
    }

    private void send(List<String> keys, int sender) {
        for (int i = sender; i < keys.size(); i += SENDERS) {
            String key = keys.get(i);
            int delivery = i;
            AtomicInteger tries = new AtomicInteger();
            Awaitility.await("delivery of " + key)
                    .atMost(RECOVERY)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> accepted(key, system.gateway((delivery + tries.getAndIncrement()) % 2)));
            retries.addAndGet(tries.get() - 1);
            sent.incrementAndGet();
        }
    }

    private boolean accepted(String key, URI gateway) {
        try {
            Answer answer = client.send(HttpRequest.newBuilder(gateway.resolve("/webhooks/" + WORKFLOW + "/in"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString("{\"key\": \"" + key + "\"}")));
            if (answer.status() == 202) {
                assertThat(answer.header("Location")).endsWith("/executions/" + answer.field("executionId"));
                answers.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet())
                        .add(answer.field("executionId"));
                return true;
            }
            // A gateway that has just started may not know the workflow yet, but never says that the body is another.
            assertThat(answer.status()).as("%s", answer).isIn(404, 429, 503);
        } catch (UncheckedIOException e) {
            log.debug("no answer for {}", key, e);
        }
        return false;
    }

    /** The second gateway and one of the workers at a time, each so often, spread over the deliveries. */
    private void kill() {
        for (int round = 0; round < KILLS; round++) {
            int from = DELIVERIES * (2 * round + 1) / (2 * KILLS + 1);
            Awaitility.await("deliveries to go on").atMost(RECOVERY).until(() -> sent.get() >= from);
            List<Service> killed = List.of(
                    system.gateways().get(1),
                    system.workers().get(0),
                    system.workers().get(1));
            for (Service service : killed) {
                service.kill();
                service.start();
            }
            killed.forEach(Service::awaitReady);
        }
    }

    /** Fills in which execution each key has. */
    private void checkLog(Map<String, String> idOf, Set<String> distinct) {
        Map<String, List<SpecificRecord>> executions = Awaitility.await("all to have ended")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> LogReader.read(system.kafka(), Set.of(WORKFLOW)), log -> log.values().stream()
                        .allMatch(records -> records.getLast() instanceof ExecutionFinished));
        int repeated = 0;
        for (Map.Entry<String, List<SpecificRecord>> execution : executions.entrySet()) {
            List<SpecificRecord> records = execution.getValue();
            repeated += count(records, TriggerReceived.class) - 1;
            var finished = (ExecutionFinished) records.getLast();
            Optional<String> error = finished.getError().map(failure -> failure.getType());
            if (error.filter("duplicate"::equals).isPresent()) {
                continue; // a race at midnight
            }
            assertThat(finished.getContext().getStatus()).as("%s", finished).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(count(records, ExecutionStarted.class)).isEqualTo(1);
            assertThat(count(records, ExecutionFinished.class)).isEqualTo(1);
            String key = client.finished(execution.getKey(), RECOVERY)
                    .path("output")
                    .path("key")
                    .asString();
            assertThat(idOf.put(key, execution.getKey()))
                    .as("executions of %s", key)
                    .isNull();
        }
        log.info("{} executions, {} repeated triggers in the log", executions.size(), repeated);
        assertThat(idOf.keySet()).isEqualTo(distinct);
        idOf.forEach((key, id) ->
                assertThat(answers.get(key)).as("answers for %s", key).contains(id));
        assertThat(answers.values().stream().flatMap(Set::stream).collect(toSet()))
                .isEqualTo(executions.keySet());
        List<KeyAccepted> accepted = LogReader.keys(system.kafka(), WORKFLOW);
        assertThat(accepted.stream()
                        .filter(key -> key.getDuplicateOf().isEmpty())
                        .map(key -> key.getExecutionId().toString()))
                .containsExactlyInAnyOrderElementsOf(idOf.values());
    }

    private static void checkHistory(Map<String, String> idOf) {
        Set<String> listed = new TreeSet<>();
        String page = "/executions?workflowId=" + WORKFLOW + "&status=success&limit=500";
        String next = "";
        do {
            Answer answer = client.getFromRecorder(next.isEmpty() ? page : page + "&cursor=" + next);
            answer.body().path("items").forEach(row -> assertThat(
                            listed.add(row.path("id").asString()))
                    .isTrue());
            next = answer.field("nextCursor");
        } while (!next.isEmpty());
        assertThat(listed).containsExactlyInAnyOrderElementsOf(idOf.values());
    }

    /** However many triggers of an execution there are, one is told. */
    private static void checkTold(Follower follower, Collection<String> executions) {
        executions.forEach(follower.messages()::untilFinished);
        Map<String, Long> triggers = follower.messages().all().stream()
                .filter(message -> Messages.type(message).equals("execution.queued"))
                .filter(message -> message.path("sequence").asInt(-1) == 0)
                .collect(groupingBy(message -> message.path("executionId").asString(), counting()));
        assertThat(triggers.keySet()).containsAll(executions);
        assertThat(triggers.values()).as("how often a trigger was told").containsOnly(1L);
    }

    private static int count(List<SpecificRecord> records, Class<?> type) {
        return Math.toIntExact(records.stream().filter(type::isInstance).count());
    }
}
