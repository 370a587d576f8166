package io.millrace.schemas.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final KeyTable table = new KeyTable(new IdempotencyWindow(Duration.ofDays(1)));

    @Test
    void whoeverComesFirstHasTheKeyForTheWindow() {
        Idempotency key = key("k", "body");
        UUID first = IdempotencyKeys.executionId(key, NOON, 3);
        table.put(accepted(first, key, NOON));

        Instant nextDay = NOON.plus(Duration.ofHours(23));
        UUID second = IdempotencyKeys.executionId(key, nextDay, 3);
        assertThat(second).isNotEqualTo(first);
        KeyTable.Holder holder = table.holder(second, nextDay).orElseThrow();
        assertThat(holder.executionId()).isEqualTo(first);
        assertThat(holder.hasBody(key.getBodyHash())).isTrue();
        assertThat(holder.hasBody(key("k", "other").getBodyHash())).isFalse();
        assertThat(table.holder(IdempotencyKeys.executionId(key("l", "body"), NOON, 3), NOON))
                .isEmpty();

        table.put(accepted(second, key, nextDay));
        assertThat(table.holder(second, nextDay).orElseThrow().executionId())
                .as("a second one does not take it away")
                .isEqualTo(first);

        Instant later = NOON.plus(Duration.ofDays(1));
        assertThat(table.holder(second, later)).isEmpty();
        UUID third = IdempotencyKeys.executionId(key, later, 3);
        table.put(accepted(third, key, later));
        assertThat(table.holder(second, later).orElseThrow().executionId()).isEqualTo(third);
    }

    @Test
    void aKeyIsOneOfANodeAndAWayIn() {
        byte[] body = "x".getBytes(UTF_8);
        var hashes = java.util.stream.Stream.of(
                        IdempotencyKeys.of("w", "n", TriggerKind.WEBHOOK, false, "k", body),
                        IdempotencyKeys.of("w", "n", TriggerKind.WEBHOOK, true, "k", body),
                        IdempotencyKeys.of("w", "n", TriggerKind.MANUAL, false, "k", body),
                        IdempotencyKeys.of("w", "m", TriggerKind.WEBHOOK, false, "k", body),
                        IdempotencyKeys.of("v", "n", TriggerKind.WEBHOOK, false, "k", body),
                        IdempotencyKeys.of("w", "n", TriggerKind.WEBHOOK, false, "K", body))
                .map(Idempotency::getKeyHash);
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void agreesWithAMapAndForgets() {
        var random = new SplittableRandom(7);
        Map<UUID, Instant> model = new HashMap<>();
        Instant now = NOON;
        for (int i = 0; i < 100_000; i++) {
            now = now.plusSeconds(2);
            Idempotency key = key("key-" + random.nextInt(60_000), "b");
            UUID anyDay = IdempotencyKeys.executionId(key, NOON, 0);
            Instant known = model.get(anyDay);
            boolean taken = known != null && known.isAfter(now.minus(Duration.ofDays(1)));
            assertThat(table.holder(anyDay, now).isPresent()).isEqualTo(taken);
            if (!taken) {
                model.put(anyDay, now);
                table.put(accepted(IdempotencyKeys.executionId(key, now, 3), key, now));
            }
            table.forgetBefore(now);
        }
        assertThat(table.size()).isLessThan(60_000);
        assertThat(table.bytes() / table.size()).isLessThan(70);
    }

    @Test
    void theNewestAreKept() {
        for (int i = 0; i < 1_000; i++) {
            Idempotency key = key("k" + i, "b");
            Instant at = NOON.plusSeconds(i);
            table.put(accepted(IdempotencyKeys.executionId(key, at, 0), key, at));
        }
        table.keepNewest(100);
        assertThat(table.size()).isEqualTo(100);
        Instant later = NOON.plusSeconds(2_000);
        assertThat(table.holder(IdempotencyKeys.executionId(key("k899", "b"), later, 0), later))
                .isEmpty();
        assertThat(table.holder(IdempotencyKeys.executionId(key("k900", "b"), later, 0), later))
                .isPresent();
    }

    @Test
    void placesSpreadAndIdsTellTheirDay() {
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            Idempotency key = key("k" + i, "b");
            int partition = IdempotencyKeys.partition(key, 16);
            counts[partition]++;
            UUID id = IdempotencyKeys.executionId(key, NOON, partition);
            assertThat(ExecutionId.partitionOf(id)).isEqualTo(partition);
            assertThat(ExecutionId.day(id)).hasToString("2026-11-21");
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void aWindowIsFromOneDayToTwo() {
        assertThatThrownBy(() -> new IdempotencyWindow(Duration.ofHours(23)))
                .hasMessageContaining("millrace.idempotency.window");
        assertThatThrownBy(() -> new IdempotencyWindow(Duration.ofHours(49)))
                .hasMessageContaining("between 24h and 48h");
    }

    private static Idempotency key(String key, String body) {
        return IdempotencyKeys.of("orders", "hook", TriggerKind.WEBHOOK, false, key, body.getBytes(UTF_8));
    }

    private static KeyAccepted accepted(UUID id, Idempotency key, Instant at) {
        return KeyAccepted.newBuilder()
                .setExecutionId(id)
                .setWorkflowId("orders")
                .setOwnerId("ada")
                .setKeyHash(key.getKeyHash())
                .setBodyHash(key.getBodyHash())
                .setCreatedAt(at)
                .build();
    }
}
