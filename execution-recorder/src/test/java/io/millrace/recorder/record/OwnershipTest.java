package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.database.Migrations;
import io.millrace.recorder.record.OffsetTable.Extent;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The offsets in the table decide who writes, on a real database without a broker. */
class OwnershipTest {
    private static final String EPOCH = "cluster/triggers/events";
    private static JdbcTemplate jdbc = new JdbcTemplate();
    private static TransactionTemplate transaction = new TransactionTemplate();

    private final OffsetTable offsets = new OffsetTable(jdbc);

    @BeforeAll
    static void makeTables() throws Exception {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Migrations.run(source);
        jdbc = new JdbcTemplate(source);
        transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Test
    void ofTwoOwnersThatWriteTheSameOffsetsOnlyTheFirstIsHeard() {
        Story story = Story.of("ann", "orders").triggered("{\"first\":true}");
        Story late = Story.of("ann", "orders").triggered("{}");
        List<Move> moves = claimed(story.id(), 0, 1);

        sink().write(moves, story.triggers());

        assertThatThrownBy(() -> sink().write(moves, late.triggers())).isInstanceOf(StaleOffsetsException.class);
        assertThat(rows(story.id())).isOne();
        assertThat(rows(late.id())).isZero();
    }

    @Test
    void ofTwoOwnersAtTheSameTimeOneWrites() throws Exception {
        for (int round = 0; round < 10; round++) {
            Story story = Story.of("ann", "orders").triggered("{}").started().completed("hook", "{}");
            List<Move> moves = claimed(story.id(), 0, 5);
            Callable<Boolean> attempt = () -> {
                try {
                    sink().write(moves, story.events());
                    return true;
                } catch (StaleOffsetsException e) {
                    return false;
                }
            };
            try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                var outcomes = both.invokeAll(List.of(attempt, attempt));
                assertThat(List.of(outcomes.get(0).get(), outcomes.get(1).get()))
                        .containsExactlyInAnyOrder(true, false);
            }
            assertThat(rows(story.id())).isOne();
        }
    }

    /** One who still has the events must not write beside another who has taken the triggers of the same executions. */
    @Test
    void aPartitionsNumberIsHeldInBothTopics() {
        Story story = Story.of("ann", "orders").triggered("{}").started();
        List<Move> held = claimed(story.id(), 0, 0);
        Move triggers = held.getFirst();
        Move events = held.getLast();

        sink().write(List.of(new Move(triggers.partition(), 0, 1), events), story.triggers());

        List<Move> stale = List.of(triggers, new Move(events.partition(), 0, 1));
        assertThatThrownBy(() -> sink().write(stale, story.events())).isInstanceOf(StaleOffsetsException.class);
        assertThat(jdbc.queryForObject(
                        "select status::text from workflow_executions where id = ?", String.class, story.id()))
                .isEqualTo("queued");
    }

    @Test
    void readingGoesOnWhereTheTableSaysUnlessTheLogCannot() {
        var partition = new TopicPartition("some.topic", 3);

        assertThat(claim(EPOCH, partition, new Extent(7, 100))).isEqualTo(7);
        assertThat(claim(EPOCH, partition, new Extent(0, 100)))
                .as("what is folded already")
                .isEqualTo(7);
        assertThat(claim(EPOCH, partition, new Extent(20, 100)))
                .as("the beginning is gone")
                .isEqualTo(20);
        assertThat(claim(EPOCH, partition, new Extent(0, 10)))
                .as("the end is gone")
                .isEqualTo(10);
        assertThat(claim("another", partition, new Extent(2, 100)))
                .as("another log")
                .isEqualTo(2);
        assertThat(jdbc.queryForMap("select next, epoch from recorder_offsets where topic = 'some.topic'"))
                .isEqualTo(Map.of("next", 2L, "epoch", "another"));
    }

    private long claim(String epoch, TopicPartition partition, Extent extent) {
        Map<TopicPartition, Long> next = transaction.execute(status -> offsets.claim(epoch, Map.of(partition, extent)));
        return next.getOrDefault(partition, -1L);
    }

    /** Both topics' partition of this execution, set to begin at an offset. */
    private List<Move> claimed(UUID id, long read, long next) {
        int number = ExecutionId.partitionOf(id);
        return List.of(Topics.TRIGGERS, Topics.EVENTS).stream()
                .map(topic -> {
                    var partition = new TopicPartition(topic, number);
                    jdbc.update(
                            "insert into recorder_offsets values (?, ?, ?, ?) on conflict (topic, partition)"
                                    + " do update set next = excluded.next",
                            topic,
                            number,
                            read,
                            EPOCH);
                    return new Move(partition, read, next);
                })
                .toList();
    }

    private Sink<SpecificRecord> sink() {
        return Sinks.history(jdbc, transaction, Clock.systemUTC(), Sinks.FOREVER);
    }

    private static int rows(UUID id) {
        Integer count = jdbc.queryForObject("select count(*) from workflow_executions where id = ?", Integer.class, id);
        return count == null ? -1 : count;
    }
}
