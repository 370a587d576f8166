package io.millrace.recorder.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** How far each partition is folded; kept beside the rows, so that both change in one transaction. */
final class OffsetTable {
    private static final Logger log = LoggerFactory.getLogger(OffsetTable.class);

    private static final Rows<Move> ROWS = new Rows<Move>()
            .text("topic", move -> move.partition().topic())
            .number("partition", move -> move.partition().partition())
            .longNumber("read", Move::read)
            .longNumber("next", Move::next);
    private static final String MOVE = "update recorder_offsets o set next = n.next from " + ROWS.unnest()
            + " where o.topic = n.topic and o.partition = n.partition and o.next = n.read";

    /**
     * What the log still has of a partition.
     *
     * @param beginning its first offset
     * @param end one more than its last
     */
    record Extent(long beginning, long end) {}

    private record Kept(long next, String epoch) {}

    private final JdbcTemplate jdbc;

    OffsetTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Moves the offsets, in the caller's transaction, which must end if sending it throws: a
     * {@link StaleOffsetsException} if one of them is not where it was read.
     */
    static void move(Pipeline pipeline, List<Move> moves) {
        ROWS.update(pipeline, MOVE, moves, moved -> {
            if (moved != moves.size()) {
                throw new StaleOffsetsException(
                        "only " + moved + " of " + moves.size() + " offsets are still where they were read: " + moves);
            }
        });
    }

    /**
     * Where to read on; in the caller's transaction. A partition that has no row gets one.
     *
     * @param epoch of the log that the extents belong to
     */
    Map<TopicPartition, Long> claim(String epoch, Map<TopicPartition, Extent> extents) {
        var next = new HashMap<TopicPartition, Long>();
        extents.forEach((partition, extent) -> next.put(partition, claim(epoch, partition, extent)));
        return next;
    }

    private long claim(String epoch, TopicPartition partition, Extent extent) {
        jdbc.update(
                "insert into recorder_offsets (topic, partition, next, epoch) values (?, ?, ?, ?) on conflict do nothing",
                partition.topic(),
                partition.partition(),
                extent.beginning(),
                epoch);
        Kept kept = jdbc.queryForObject(
                "select next, epoch from recorder_offsets where topic = ? and partition = ? for update",
                (row, number) -> new Kept(row.getLong(1), row.getString(2)),
                partition.topic(),
                partition.partition());
        long next = reachable(partition, kept, epoch, extent);
        if (next != kept.next() || !epoch.equals(kept.epoch())) {
            jdbc.update(
                    "update recorder_offsets set next = ?, epoch = ? where topic = ? and partition = ?",
                    next,
                    epoch,
                    partition.topic(),
                    partition.partition());
        }
        return next;
    }

    /** The log may have been replaced or cut while nobody read. Nothing can bring it back, but somebody must know. */
    private static long reachable(TopicPartition partition, Kept kept, String epoch, Extent extent) {
        if (!epoch.equals(kept.epoch())) {
            log.error(
                    "{} is another log than the one that was folded up to {} ({} instead of {}); reading it from its"
                            + " start",
                    partition,
                    kept.next(),
                    epoch,
                    kept.epoch());
            return extent.beginning();
        }
        if (kept.next() < extent.beginning()) {
            log.error(
                    "LOST: {} was folded up to {} and now begins at {}; what was between is not in the history",
                    partition,
                    kept.next(),
                    extent.beginning());
            return extent.beginning();
        }
        if (kept.next() > extent.end()) {
            log.error(
                    "LOST: {} was folded up to {} and now ends at {}; the broker has lost what it had acknowledged",
                    partition,
                    kept.next(),
                    extent.end());
            return extent.end();
        }
        return kept.next();
    }
}
