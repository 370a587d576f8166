package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ChurnTest {
    private static final long SEED = Long.getLong("millrace.seed", 20261121);
    private static final int EXECUTIONS = 100;
    private static final int NODES = 3;

    /** Every follower's connection is cut again and again, and the notifier is started anew in between. */
    @Test
    void everyFollowerIsToldEverythingOnceAndInOrder(@TempDir Path folder) throws Exception {
        var random = new SplittableRandom(SEED);
        var users = new Users(folder);
        var owners = List.of("ann-" + UUID.randomUUID(), "bob-" + UUID.randomUUID());
        var service = new Service(users, "millrace.stream.window-records=300");
        var followers = new ArrayList<Follower>();
        for (int i = 0; i < 8; i++) {
            followers.add(new Follower(service, owners.get(i % 2)));
        }
        Map<String, Set<UUID>> executed = new ConcurrentHashMap<>();
        var writing = Thread.ofVirtual().start(() -> write(owners, executed));
        for (int round = 0; round < 40 || writing.isAlive(); round++) {
            if (round == 20) {
                followers.forEach(Follower::cut);
                service.close();
                service = new Service(users, "millrace.stream.window-records=300");
            }
            Follower follower = followers.get(random.nextInt(followers.size()));
            follower.cut();
            follower.resume(service);
            for (Follower cut : followers) {
                cut.resume(service);
            }
            int more = random.nextInt(20);
            int before = follower.size();
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> follower.size() >= before + more || !writing.isAlive());
        }
        assertThat(executed.values().stream().mapToInt(Set::size).sum()).isEqualTo(EXECUTIONS);
        for (Follower follower : followers) {
            follower.assertTold(executed.getOrDefault(follower.owner, Set.of()));
        }
        service.close();
    }

    private static void write(List<String> owners, Map<String, Set<UUID>> executed) {
        try (var writer = new Writer(Servers.kafka())) {
            for (int i = 0; i < EXECUTIONS; i++) {
                String owner = owners.get(i % 2);
                UUID id = writer.execute(Events.of(owner, "orders", i % 4), NODES);
                executed.computeIfAbsent(owner, name -> ConcurrentHashMap.newKeySet())
                        .add(id);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the writer failed", e);
        }
    }

    /** A client that remembers over its connections what it was told. */
    private static final class Follower {
        final String owner;
        private final List<JsonNode> earlier = new ArrayList<>();
        private Optional<SseClient> connection;
        private String cursor;

        Follower(Service service, String owner) throws Exception {
            this.owner = owner;
            var first = service.events(owner, "", Optional.empty());
            first.first("subscribed");
            this.connection = Optional.of(first);
            this.cursor = first.lastCursor();
        }

        void cut() {
            connection.ifPresent(open -> {
                open.close();
                List<JsonNode> told = open.all();
                earlier.addAll(told);
                if (!told.isEmpty()) {
                    cursor = told.getLast().path("cursor").asString(cursor);
                }
            });
            connection = Optional.empty();
        }

        void resume(Service service) throws Exception {
            if (connection.isEmpty()) {
                connection = Optional.of(service.events(owner, "", Optional.of(cursor)));
            }
        }

        int size() {
            return all().size();
        }

        private List<JsonNode> all() {
            var all = new ArrayList<>(earlier);
            connection.ifPresent(open -> all.addAll(open.all()));
            return all;
        }

        void assertTold(Set<UUID> executions) {
            await("all of " + owner + ", seed " + SEED)
                    .until(() -> all().stream()
                                    .filter(message ->
                                            message.get("type").asString().equals("execution.finished"))
                                    .count()
                            >= executions.size());
            var sequences = new HashMap<UUID, List<Integer>>();
            for (JsonNode message : all()) {
                assertThat(message.get("type").asString()).as("seed %d", SEED).isNotEqualTo("reload");
                if (message.has("sequence")) {
                    sequences
                            .computeIfAbsent(
                                    UUID.fromString(message.get("executionId").asString()), id -> new ArrayList<>())
                            .add(message.get("sequence").asInt());
                }
            }
            assertThat(sequences.keySet()).isEqualTo(executions);
            assertThat(sequences.values()).as("seed %d", SEED).allSatisfy(told -> assertThat(told)
                    .isEqualTo(IntStream.rangeClosed(0, NODES + 2).boxed().toList()));
            cut();
        }
    }
}
