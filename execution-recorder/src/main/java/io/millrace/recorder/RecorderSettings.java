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
 * @param query how the history is answered
 */
@ConfigurationProperties("millrace")
public record RecorderSettings(
        @DefaultValue Recording recording, @DefaultValue Query query) {

    /**
     * How the topics are folded.
     *
     * @param pollRecords the most records that one transaction takes
     * @param maxBackoff the longest pause between attempts while PostgreSQL or Kafka is away
     * @param payloadThreshold a payload of more bytes is kept apart from the row that it belongs to
     */
    public record Recording(
            @DefaultValue("2000") int pollRecords,
            @DefaultValue("5s") Duration maxBackoff,
            @DefaultValue("64KB") DataSize payloadThreshold) {}

    /**
     * How the history is answered.
     *
     * @param username the PostgreSQL role that reads; made at the start if it is missing. It must own nothing
     * @param password the role's; by default one is derived from that of {@code spring.datasource}, and none is needed
     *     where that has none
     * @param connections the most connections that reading uses
     * @param waitPoll how often a request that waits for an execution's end looks for itself, because another instance
     *     may have recorded it
     * @param cursorKey the secret that page cursors are signed with, the same on all instances; by default a random
     *     one, so that a cursor is good until a restart, on the instance that made it
     */
    public record Query(
            @DefaultValue("millrace_query") String username,
            @Nullable String password,
            @DefaultValue("10") int connections,
            @DefaultValue("500ms") Duration waitPoll,
            @Nullable String cursorKey) {}
}
