package io.millrace.notifier.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.notifier.stream.Delivery.Reason;
import io.millrace.notifier.stream.Delivery.Reload;
import io.millrace.schemas.stream.Cursor;
import io.millrace.schemas.topic.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SubscriptionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Lanes LANES = new Lanes(3, 3);
    private static final Filter ANN = new Filter("ann", Optional.empty(), Optional.empty());

    private final FakeLog log = new FakeLog("epoch", LANES);

    @Test
    void tellsWhatHappensFromNowOn() throws Exception {
        Instance instance = instance(100);
        execute(Events.of("ann", "orders", 0), 2);
        log.feedAll(instance.window);
        Subscription subscription = instance.subscribe(ANN, Optional.empty());

        Events later = Events.of("ann", "orders", 1);
        execute(later, 1);
        log.feedAll(instance.window);

        assertThat(sequences(read(subscription), later.executionId())).containsExactly(0, 1, 2, 3);
    }

    @Test
    void tellsOnlyWhatIsAskedFor() throws Exception {
        Instance instance = instance(100);
        Events orders = Events.of("ann", "orders", 0);
        Events returns = Events.of("ann", "returns", 0);
        Events bobs = Events.of("bob", "orders", 0);
        var all = instance.subscribe(ANN, Optional.empty());
        var workflow = instance.subscribe(new Filter("ann", Optional.of("orders"), Optional.empty()), Optional.empty());
        var execution = instance.subscribe(
                new Filter("ann", Optional.empty(), Optional.of(returns.executionId())), Optional.empty());
        var somebodyElses = instance.subscribe(
                new Filter("ann", Optional.empty(), Optional.of(bobs.executionId())), Optional.empty());
        for (Events events : List.of(orders, returns, bobs)) {
            execute(events, 0);
        }
        log.feedAll(instance.window);

        assertThat(executions(read(all))).containsOnly(orders.executionId(), returns.executionId());
        assertThat(executions(read(workflow))).containsOnly(orders.executionId());
        assertThat(executions(read(execution))).containsOnly(returns.executionId());
        assertThat(read(somebodyElses)).isEmpty();
    }

    @Test
    void recordsOfThoseWhoAreNotThereAreDropped() {
        Instance instance = instance(100, Duration.ofSeconds(30));
        instance.subscribe(ANN, Optional.empty());
        for (int i = 0; i < 40; i++) {
            execute(Events.of("bob", "orders", i % 3), 0);
            log.feedAll(instance.window);
        }
        assertThat(instance.window.untold()).as("after the beginning").isBetween(60L, 117L);

        String cursor = instance.window.live().orElseThrow().encode();
        Events events = Events.of("ann", "orders", 0);
        execute(events, 0);
        log.feedAll(instance.window);
        var back = instance.subscribe(ANN, Cursor.decode(cursor));
        assertThat(sequences(read(back), events.executionId())).containsExactly(0, 1, 2);
    }

    @Test
    void aQuietReceiverMissesNothingWhileOthersFillTheWindow() throws Exception {
        Instance instance = instance(5);
        Subscription subscription = instance.subscribe(ANN, Optional.empty());
        assertThat(read(subscription)).isEmpty();
        for (int i = 0; i < 20; i++) {
            execute(Events.of("bob", "orders", i % 3), 3);
            log.feedAll(instance.window);
        }
        Events events = Events.of("ann", "orders", 0);
        log.write(Topics.TRIGGERS, events.triggered());
        log.feedAll(instance.window);

        assertThat(sequences(read(subscription), events.executionId())).containsExactly(0);
    }

    @Test
    void aReceiverThatIsTooSlowIsToldToReloadAndGoesOn() throws Exception {
        Instance instance = instance(5);
        Subscription subscription = instance.subscribe(ANN, Optional.empty());
        assertThat(read(subscription)).isEmpty();
        for (int i = 0; i < 5; i++) {
            execute(Events.of("ann", "orders", 0), 3);
            log.feedAll(instance.window);
        }
        assertThat(reasons(read(subscription))).containsExactly(Reason.TOO_SLOW);

        Events events = Events.of("ann", "orders", 0);
        log.write(Topics.TRIGGERS, events.triggered());
        log.feedAll(instance.window);
        assertThat(sequences(read(subscription), events.executionId())).containsExactly(0);
    }

    @Test
    void aCursorOfAnotherLogIsToldToReload() throws Exception {
        Instance instance = instance(5);
        var cursor = new Cursor("another", List.of(0L, 0L, 0L), List.of(0L, 0L, 0L));
        assertThat(reasons(read(instance.subscribe(ANN, Optional.of(cursor))))).containsExactly(Reason.EPOCH);
    }

    @Test
    void aCursorThatTheLogNoLongerHoldsIsToldToReload() throws Exception {
        Optional<Cursor> cursor = Cursor.decode(log.end().encode());
        execute(Events.of("ann", "orders", 0), 3);
        log.forgetAll();
        assertThat(reasons(read(instance(5).subscribe(ANN, cursor)))).containsExactly(Reason.EXPIRED);
    }

    @Test
    void aCursorBeyondTheLogIsToldToReload() throws Exception {
        var cursor = new Cursor("epoch", List.of(9L, 0L, 0L), List.of(0L, 0L, 0L));
        assertThat(reasons(read(instance(5).subscribe(ANN, Optional.of(cursor)))))
                .containsExactly(Reason.UNKNOWN);
        var wide = new Cursor("epoch", List.of(0L, 0L, 0L, 0L), List.of(0L));
        assertThat(reasons(read(instance(5).subscribe(ANN, Optional.of(wide))))).containsExactly(Reason.UNKNOWN);
    }

    @Test
    void aCursorTooFarBehindIsToldToReload() throws Exception {
        Optional<Cursor> cursor = Cursor.decode(log.end().encode());
        execute(Events.of("ann", "orders", 0), FakeLog.MAX_REPLAY);
        assertThat(reasons(read(instance(5).subscribe(ANN, cursor)))).containsExactly(Reason.TOO_MUCH);
    }

    @Test
    void whoeverFollowsWhenTheLogIsReplacedIsToldToReload() throws Exception {
        Instance instance = instance(5);
        Subscription subscription = instance.subscribe(ANN, Optional.empty());
        assertThat(read(subscription)).isEmpty();
        instance.window.reset(new FakeLog("another", new Lanes(2, 2)).end());

        List<Delivery> told = read(subscription);
        assertThat(reasons(told)).containsExactly(Reason.EPOCH);
        assertThat(Cursor.decode(told.getFirst().cursor()).orElseThrow().epoch())
                .isEqualTo("another");
    }

    @Test
    void aReceiverIsWokenForItsOwnersRecordsOnly() throws Exception {
        Instance instance = instance(5);
        var wakes = new AtomicInteger();
        Subscription subscription = instance.stream.subscribe(ANN, Optional.empty(), wakes::incrementAndGet);
        read(subscription);
        log.write(Topics.TRIGGERS, Events.of("bob", "orders", 0).triggered());
        log.feedAll(instance.window);
        assertThat(wakes).hasValue(0);
        log.write(Topics.TRIGGERS, Events.of("ann", "orders", 0).triggered());
        log.feedAll(instance.window);
        assertThat(wakes).hasValue(1);
        subscription.close();
        log.write(Topics.TRIGGERS, Events.of("ann", "orders", 0).triggered());
        log.feedAll(instance.window);
        assertThat(wakes).hasValue(1);
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    /** Instances that read in their own order, windows of all sizes, receivers that come back anywhere. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyEventOnceAndInOrderWhereverTheReceiverComesBack(int seed) throws Exception {
        var random = new SplittableRandom(seed);
        var running = new ArrayList<Running>();
        var written = new HashMap<UUID, Integer>();
        var seen = new HashMap<UUID, List<Integer>>();
        var instances = List.of(
                instance(1 + random.nextInt(60), Duration.ofSeconds(random.nextInt(60))),
                instance(1 + random.nextInt(10), Duration.ZERO));
        Instance at = instances.get(random.nextInt(2));
        Subscription subscription = at.subscribe(ANN, Optional.empty());
        String cursor = subscription.cursor();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0, 1 ->
                    running.add(new Running(Events.of(random.nextInt(3) == 0 ? "bob" : "ann", "w", random.nextInt(3))));
                case 2, 3, 4, 5 -> {
                    if (!running.isEmpty()) {
                        Running one = running.get(random.nextInt(running.size()));
                        one.step(log);
                        if (one.events.owner().equals("ann")) {
                            written.put(one.events.executionId(), one.next - 1);
                        }
                    }
                }
                case 6 -> log.writeInvisible(random.nextInt(LANES.count()));
                case 7, 8, 9 -> log.feed(instances.get(random.nextInt(2)).window, random);
                case 10 -> {
                    var told = subscription.poll().deliveries();
                    if (told.stream().anyMatch(Reload.class::isInstance)) {
                        // Too slow for the window; the log still has it.
                        subscription.close();
                        subscription = at.subscribe(ANN, Cursor.decode(cursor));
                    } else {
                        cursor = note(told, seen, cursor);
                    }
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        subscription.close();
                        at = instances.get(random.nextInt(2));
                        subscription = at.subscribe(ANN, Cursor.decode(cursor));
                    }
                }
            }
        }
        subscription.close();
        log.feedAll(at.window);
        note(read(at.subscribe(ANN, Cursor.decode(cursor))), seen, cursor);

        assertThat(seen.keySet()).isEqualTo(written.keySet());
        seen.forEach((execution, sequences) -> assertThat(sequences)
                .as("execution %s, seed %d", execution, seed)
                .isEqualTo(IntStream.rangeClosed(0, written.getOrDefault(execution, -1))
                        .boxed()
                        .toList()));
    }

    private static String note(List<Delivery> deliveries, Map<UUID, List<Integer>> seen, String before) {
        String cursor = before;
        for (Delivery delivery : deliveries) {
            JsonNode message = message(delivery);
            seen.computeIfAbsent(UUID.fromString(message.get("executionId").asString()), id -> new ArrayList<>())
                    .add(message.get("sequence").asInt());
            cursor = delivery.cursor();
        }
        return cursor;
    }

    private static final class Running {
        final Events events;
        int next;

        Running(Events events) {
            this.events = events;
        }

        void step(FakeLog log) {
            switch (next) {
                case 0 -> log.write(Topics.TRIGGERS, events.triggered());
                case 1 -> log.write(Topics.EVENTS, events.started());
                default -> log.write(Topics.EVENTS, events.completed(next, "{}"));
            }
            next++;
        }
    }

    private Instance instance(int windowRecords) {
        return instance(windowRecords, Duration.ofDays(1));
    }

    private Instance instance(int windowRecords, Duration linger) {
        return new Instance(log, windowRecords, linger);
    }

    private static final class Instance {
        final Window window;
        final EventStream stream;

        Instance(FakeLog log, int windowRecords, Duration linger) {
            // The clock leaps: without lingering a feed is forgotten as soon as nobody follows it.
            var clock = new AtomicLong();
            window = new Window(
                    new Window.Limits(windowRecords, Long.MAX_VALUE, linger),
                    () -> clock.addAndGet(Duration.ofSeconds(2).toNanos()));
            window.reset(log.end());
            window.open();
            stream = new EventStream(new EventStream.Sources(
                    window,
                    log,
                    new MessageEncoder(new Previews(1000, URI.create("http://recorder"))),
                    (record, reason) -> {},
                    new StreamMetrics(new SimpleMeterRegistry())));
        }

        Subscription subscribe(Filter filter, Optional<Cursor> after) {
            return stream.subscribe(filter, after, () -> {});
        }
    }

    private void execute(Events events, int nodes) {
        log.write(Topics.TRIGGERS, events.triggered());
        log.write(Topics.EVENTS, events.started());
        for (int i = 0; i < nodes; i++) {
            log.write(Topics.EVENTS, events.completed(2 + i, "{}"));
        }
        log.write(Topics.EVENTS, events.finished(2 + nodes));
    }

    private static List<Delivery> read(Subscription subscription) {
        var all = new ArrayList<Delivery>();
        Delivery.Batch batch;
        do {
            batch = subscription.poll();
            all.addAll(batch.deliveries());
        } while (batch.more());
        return all;
    }

    private static JsonNode message(Delivery delivery) {
        assertThat(delivery).isInstanceOf(Delivery.Event.class);
        var event = (Delivery.Event) delivery;
        return JSON.readTree(event.message().to(event.cursor(), null));
    }

    private static List<Integer> sequences(List<Delivery> deliveries, UUID executionId) {
        return deliveries.stream()
                .map(SubscriptionTest::message)
                .filter(message -> message.get("executionId").asString().equals(executionId.toString()))
                .map(message -> message.get("sequence").asInt())
                .toList();
    }

    private static List<UUID> executions(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery ->
                        UUID.fromString(message(delivery).get("executionId").asString()))
                .toList();
    }

    private static List<Reason> reasons(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> ((Reload) delivery).reason()).toList();
    }
}
