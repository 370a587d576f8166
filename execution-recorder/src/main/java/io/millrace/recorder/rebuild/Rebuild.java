package io.millrace.recorder.rebuild;

import io.millrace.recorder.rebuild.Comparison.Difference;
import io.millrace.recorder.record.HistoryFold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Folds what the log still has into a shadow, one partition of the topics after the other, and then compares the
 * history with it or replaces what it has of the same executions. Recorders may go on meanwhile: they see a partition
 * held up while it is replaced, and nothing at all of a comparison.
 */
final class Rebuild {
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    /** What is done once a partition is folded. */
    enum Mode {
        REPLACE,
        VERIFY
    }

    /**
     * What it came to.
     *
     * @param executions how many the log has whole
     * @param leftOut records that could not be used, as the recorder could not
     * @param differences what a comparison found
     */
    record Report(int executions, int leftOut, List<Difference> differences) {}

    private final JdbcTemplate jdbc;
    private final TransactionTemplate settling;
    private final ShadowFold fold;
    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final Mode mode;

    /**
     * @param jdbc on one connection
     * @param settling for the same connection
     * @param apart for the same connection, inside or outside another transaction
     */
    Rebuild(
            JdbcTemplate jdbc,
            TransactionTemplate settling,
            TransactionTemplate apart,
            HistoryFold fold,
            Supplier<KafkaConsumer<byte[], byte[]>> consumers,
            Mode mode) {
        this.jdbc = jdbc;
        this.settling = settling;
        this.fold = new ShadowFold(fold, apart);
        this.consumers = consumers;
        this.mode = mode;
        if (mode == Mode.VERIFY) {
            // The history and how far it is folded are seen as they were at one moment.
            settling.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        }
    }

    Report run() {
        int executions = 0;
        var differences = new ArrayList<Difference>();
        try (Shadow shadow = Shadow.open(jdbc);
                KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
            var covered = new Covered(jdbc);
            List<Integer> partitions = jdbc.queryForList(
                    "select partition from recorder_offsets where topic = ? order by partition",
                    Integer.class,
                    PartitionLog.triggers(0).topic());
            for (int partition : partitions) {
                var history = new PartitionLog(consumer, partition);
                history.readUpTo(offsets(partition, ""), fold::add);
                executions += settling.execute(status -> settle(partition, history, covered, differences));
                shadow.clear();
            }
        }
        return new Report(executions, fold.leftOut(), differences);
    }

    /** The few records that came meanwhile are folded as well, and then both sides are of the same moment. */
    private int settle(int partition, PartitionLog history, Covered covered, List<Difference> differences) {
        String lock = mode == Mode.REPLACE ? " for update" : "";
        history.readUpTo(offsets(partition, lock), fold::add);
        int executions = covered.find();
        switch (mode) {
            case REPLACE -> new Replacement(jdbc, covered).run();
            case VERIFY -> differences.addAll(new Comparison(jdbc, covered).differences(partition, history.since()));
        }
        log.info("partition {}: {} executions", partition, executions);
        return executions;
    }

    /** How far the recorders have folded it. With a lock they wait until it is let go. */
    private Map<TopicPartition, Long> offsets(int partition, String lock) {
        var offsets = new HashMap<TopicPartition, Long>();
        jdbc.query(
                "select topic, next from recorder_offsets where partition = ? and topic in (?, ?) order by topic"
                        + lock,
                row -> {
                    offsets.put(new TopicPartition(row.getString(1), partition), row.getLong(2));
                },
                partition,
                PartitionLog.triggers(partition).topic(),
                PartitionLog.events(partition).topic());
        return offsets;
    }
}
