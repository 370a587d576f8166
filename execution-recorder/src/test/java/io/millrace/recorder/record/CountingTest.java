package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.database.Migrations;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.TriggerKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The counts against a count over the rows, on a real database without a broker. */
class CountingTest {
    private static final List<String> WORKFLOWS = List.of("intake", "orders", "report");
    private static final List<ExecutionStatus> ENDS = List.of(
            ExecutionStatus.SUCCESS,
            ExecutionStatus.FAILED,
            ExecutionStatus.PARTIAL,
            ExecutionStatus.CANCELLED,
            ExecutionStatus.TIMED_OUT);
    private final Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private static JdbcTemplate jdbc = new JdbcTemplate();
    private static TransactionTemplate transaction = new TransactionTemplate();

    private final Counted counted = new Counted(jdbc);
    private final Sink<SpecificRecord> sink = sink();
    private final List<String> owners = List.of("a-" + UUID.randomUUID(), "b-" + UUID.randomUUID());

    @BeforeAll
    static void makeTables() throws Exception {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Migrations.run(source);
        jdbc = new JdbcTemplate(source);
        transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Test
    void countsAreThoseOfTheRowsInWhateverOrderAndHoweverOftenRecordsCome() {
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            List<List<SpecificRecord>> batches = batches(stories(60, random), random);
            batches.forEach(this::write);

            assertThat(counted.of(owners)).as("seed %s", seed).isEqualTo(counted.overRows(owners));
        }
    }

    @Test
    void whatIsDeletedStaysCountedAndAsCancelledIfItHadNotEnded() {
        Random random = new Random(11);
        List<Story> stories = stories(60, random);
        List<List<SpecificRecord>> batches = batches(stories, random);
        batches.forEach(this::write);
        List<Story> some = stories.subList(0, 30);
        Counted.All before = counted.overRows(owners);
        jdbc.update(
                "update workflow_executions set status = 'cancelled' where status < 'success' and id = any(?)",
                (Object) some.stream().map(Story::id).toArray(UUID[]::new));
        Counted.All expected = counted.overRows(owners);
        jdbc.update("update workflow_executions set status = counted where id = any(?)", (Object)
                some.stream().map(Story::id).toArray(UUID[]::new));
        assertThat(counted.overRows(owners)).isEqualTo(before).isNotEqualTo(expected);

        some.forEach(story -> write(List.of(story.deleted().triggers().getLast())));
        batches.forEach(this::write);

        assertThat(counted.of(owners)).isEqualTo(expected);
    }

    @Test
    void whatComesWithItsDeletionInOneBatchIsCountedToo() {
        Story story = Story.of(owners.getFirst(), "orders").triggered("{}").started();

        write(Stream.concat(story.deleted().triggers().stream(), story.events().stream())
                .toList());
        write(story.events());

        assertThat(jdbc.queryForList(
                        "select running || ' ' || queued || ' ' || cancelled from execution_statistics"
                                + " where owner_id = ?",
                        String.class,
                        owners.getFirst()))
                .hasSize(6)
                .containsOnly("0 0 1");
        assertThat(jdbc.queryForObject(
                        "select sum(total) from trigger_statistics where owner_id = ?",
                        Integer.class,
                        owners.getFirst()))
                .isOne();
    }

    @Test
    void anOwnersCountsGoWithAllThatTheyHadAndWhatCameLaterIsCounted() {
        String owner = owners.getFirst();
        Random random = new Random(5);
        List<Story> stories = stories(60, random);
        List<List<SpecificRecord>> batches = batches(stories, random);
        batches.subList(0, batches.size() / 2).forEach(this::write);
        Story later =
                Story.of(owner, "orders", midnight.plusSeconds(3600), random).triggered("{}");
        var deletion = new OwnerDeleted(owner, midnight, "admin");
        write(later.triggers());
        Counted.All others = counted.of(owners.subList(1, 2));

        write(Stream.concat(Stream.of(deletion), later.started().events().stream())
                .toList());
        assertThat(counted.of(owners.subList(1, 2))).isEqualTo(others);
        write(List.of(deletion));
        batches.forEach(this::write);
        write(List.of(deletion));

        assertThat(counted.of(owners)).isEqualTo(counted.overRows(owners));
        assertThat(jdbc.queryForList(
                        "select running from execution_statistics where owner_id = ? and running > 0",
                        Integer.class,
                        owner))
                .hasSize(6)
                .containsOnly(1);
    }

    @Test
    void instancesThatCountTheSameWorkflowsDoNotLockOneAnotherOut() throws Exception {
        List<Callable<Void>> instances = IntStream.range(0, 4)
                .<Callable<Void>>mapToObj(number -> () -> {
                    Random random = new Random(number);
                    for (int round = 0; round < 10; round++) {
                        batches(stories(20, random), random).forEach(this::write);
                    }
                    return null;
                })
                .toList();
        try (ExecutorService all = Executors.newFixedThreadPool(instances.size())) {
            for (Future<Void> instance : all.invokeAll(instances)) {
                instance.get();
            }
        }

        assertThat(counted.of(owners)).isEqualTo(counted.overRows(owners));
    }

    @Test
    void whatARecorderWroteThatDidNotCountIsCountedWithItsNextChange() {
        Story story = Story.of(owners.getFirst(), "orders").triggered("{}").started();
        write(story.triggers());
        write(story.events());
        jdbc.update("update workflow_executions set counted = null where id = ?", story.id());
        for (String table : List.of("execution_statistics", "trigger_statistics")) {
            jdbc.update("delete from " + table + " where owner_id = ?", owners.getFirst());
        }

        write(story.pausing(Duration.ofSeconds(3)).finished("{}").events());

        assertThat(counted.of(owners)).isEqualTo(counted.overRows(owners));
    }

    private List<Story> stories(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    // Some share a minute, some an hour, and some a day.
                    Instant createdAt = midnight.minusSeconds(
                                    random.nextLong(Duration.ofHours(50).toMinutes() / 10) * 600)
                            .plusMillis(random.nextInt(90_000));
                    return story(Story.of(owner(random), WORKFLOWS.get(random.nextInt(3)), createdAt, random), random);
                })
                .toList();
    }

    private Story story(Story story, Random random) {
        if (random.nextInt(4) == 0) {
            story.asTest();
        }
        TriggerKind[] kinds = TriggerKind.values();
        var trigger = Story.trigger("{}").setKind(kinds[random.nextInt(kinds.length)]);
        story.triggered(trigger.build());
        int steps = random.nextInt(5);
        if (steps > 0) {
            story.started().completed("a", "1");
        }
        if (steps > 1) {
            story.waiting("b").pausing(Duration.ofMillis((long) Math.exp(random.nextDouble() * 18)));
        }
        if (steps > 2) {
            story.completed("b", "2");
            story.finished(ENDS.get(random.nextInt(ENDS.size())), null, null, List.of(), List.of());
        }
        return story;
    }

    private String owner(Random random) {
        return owners.get(random.nextInt(owners.size()));
    }

    /** Both topics of every execution in their order, mixed at random, with stretches that are read again. */
    private static List<List<SpecificRecord>> batches(List<Story> stories, Random random) {
        List<Deque<SpecificRecord>> logs = new ArrayList<>();
        for (Story story : stories) {
            logs.add(new ArrayDeque<>(story.triggers()));
            logs.add(new ArrayDeque<>(story.events()));
        }
        logs.removeIf(Deque::isEmpty);
        var read = new ArrayList<SpecificRecord>();
        while (!logs.isEmpty()) {
            Deque<SpecificRecord> log = logs.get(random.nextInt(logs.size()));
            read.add(log.removeFirst());
            logs.removeIf(Deque::isEmpty);
        }
        var batches = new ArrayList<List<SpecificRecord>>();
        for (int from = 0; from < read.size(); ) {
            int to = Math.min(read.size(), from + 1 + random.nextInt(40));
            batches.add(List.copyOf(read.subList(from, to)));
            from = random.nextInt(5) == 0 ? Math.max(0, to - 30) : to;
        }
        return batches;
    }

    private void write(List<SpecificRecord> records) {
        sink.write(List.of(), records);
    }

    private static Sink<SpecificRecord> sink() {
        return Sinks.history(jdbc, transaction, Clock.systemUTC(), Sinks.FOREVER);
    }
}
