package io.millrace.notifier;

import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the notifier is told besides what Spring, Kafka and the HTTP contract name.
 *
 * @param tickets how browsers are let in
 * @param stream how the log is read
 * @param sockets what one may do
 */
@ConfigurationProperties("millrace")
public record NotifierSettings(
        @DefaultValue Tickets tickets,
        @DefaultValue Stream stream,
        @DefaultValue Sockets sockets) {

    /**
     * How browsers are let in.
     *
     * @param key the secret that signs tickets, at least 32 characters, the same on every instance behind one address;
     *     if unset it is random at each start, and an instance takes only its own tickets
     * @param lifetime how long a ticket is good for
     */
    public record Tickets(
            Optional<String> key, @DefaultValue("30s") Duration lifetime) {
        public Tickets {
            if (key.filter(there -> there.length() < 32).isPresent()) {
                throw new IllegalArgumentException("millrace.tickets.key must have at least 32 characters");
            }
        }
    }

    /**
     * How the log is read.
     *
     * @param windowRecords how many recent records are kept in memory
     * @param windowSize how much memory they take at most, about; never more than 15 % of what the heap has for others
     * @param linger how long a user's records are kept in memory when the last socket has gone; others' are dropped
     * @param warmUp how far back an instance begins to read when it starts, so that those who come back from another
     *     one find what they missed in memory
     * @param replayRecords how many records a receiver may be behind when it comes back; beyond that it must reload
     * @param replays how many readers read again from Kafka at once; receivers share them
     * @param replaySize about how much memory each takes for what receivers have not taken yet; never more than 4 % of
     *     what the heap has for others
     * @param replayTimeout how long a replay may take; who is not done then must reload
     * @param previewSize of larger payloads a message has this much, as text
     */
    public record Stream(
            @DefaultValue("100000") int windowRecords,
            @DefaultValue("64MB") DataSize windowSize,
            @DefaultValue("2m") Duration linger,
            @DefaultValue("1m") Duration warmUp,
            @DefaultValue("200000") long replayRecords,
            @DefaultValue("4") int replays,
            @DefaultValue("16MB") DataSize replaySize,
            @DefaultValue("60s") Duration replayTimeout,
            @DefaultValue("4KB") DataSize previewSize) {}

    /**
     * What a socket may do.
     *
     * @param total how many one instance serves, if the heap has room for so many
     * @param perUser how many a user has on one instance
     * @param subscriptions how many one socket has
     * @param messageSize the largest message from a client; a cursor must fit
     * @param messagesPerSecond how many messages a client sends, over ten seconds
     * @param heartbeat how often an idle socket is spoken to; one that is silent for three of them is closed
     * @param sendTimeout how long a client may take to take a message before it is cut off
     * @param spread over how long clients come back that are all told to at once
     */
    public record Sockets(
            @DefaultValue("10000") int total,
            @DefaultValue("50") int perUser,
            @DefaultValue("32") int subscriptions,
            @DefaultValue("16KB") DataSize messageSize,
            @DefaultValue("10") int messagesPerSecond,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("10s") Duration sendTimeout,
            @DefaultValue("5s") Duration spread) {}
}
