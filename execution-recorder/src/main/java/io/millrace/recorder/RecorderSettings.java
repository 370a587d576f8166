package io.millrace.recorder;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the recorder is told beside what Spring names: where the database and the brokers are.
 *
 * @param recording how the topics are folded
 * @param history how what was folded is kept
 * @param query how the history is answered
 */
@ConfigurationProperties("millrace")
public record RecorderSettings(
        @DefaultValue Recording recording,
        @DefaultValue History history,
        @DefaultValue Query query) {

    /**
     * How the topics are folded.
     *
     * @param loops how many threads fold the history, each with partitions and a connection of its own
     * @param pollRecords how many records are enough for one transaction
     * @param maxBackoff the longest pause between attempts while PostgreSQL or Kafka is away
     * @param payloadThreshold a payload of more bytes is kept apart from the row that it belongs to
     */
    public record Recording(
            @DefaultValue("2") int loops,
            @DefaultValue("1000") int pollRecords,
            @DefaultValue("5s") Duration maxBackoff,
            @DefaultValue("64KB") DataSize payloadThreshold) {
        public Recording {
            if (loops < 1) {
                throw new IllegalArgumentException("millrace.recording.loops must be at least 1");
            }
        }
    }

    /** How long a time the executions in one partition were created in. */
    public enum PartitionSize {
        DAY,
        MONTH
    }

    /**
     * How what was folded is kept. It must be the same on all instances.
     *
     * @param partition how much goes into one partition, and is dropped at once. Partitions that exist stay as they are
     * @param retention how long after its creation an execution is kept at least; until its partition is past that, and
     *     has no unfinished execution. 0 for ever
     * @param minuteStatistics how long counts are kept by the minute; 0 for ever
     * @param hourStatistics how long counts are kept by the hour; 0 for ever. Those of days always are
     * @param upkeep how often partitions are made ahead and old ones are dropped
     */
    public record History(
            @DefaultValue("day") PartitionSize partition,
            @DefaultValue("30d") Duration retention,
            @DefaultValue("32d") Duration minuteStatistics,
            @DefaultValue("400d") Duration hourStatistics,
            @DefaultValue("5m") Duration upkeep) {}

    /**
     * How the history is answered.
     *
     * @param username the PostgreSQL role that reads; made at the start if it is missing. It must own nothing
     * @param password the role's; by default one is derived from that of {@code spring.datasource}, and none is needed
     *     where that has none
     * @param connections the most connections that reading uses
     * @param waitPoll how often to look which executions have ended that requests wait for, all at once, because
     *     another instance may have recorded it
     * @param exports the most exports that are under way at once; one owner has half of them at most
     * @param cursorKey the secret that page cursors are signed with, the same on all instances; by default a random
     *     one, so that a cursor is good until a restart, on the instance that made it
     */
    public record Query(
            @DefaultValue("millrace_query") String username,
            @Nullable String password,
            @DefaultValue("10") int connections,
            @DefaultValue("500ms") Duration waitPoll,
            @DefaultValue("4") int exports,
            @Nullable String cursorKey) {}
}
