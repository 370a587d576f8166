package io.millrace.schemas.topic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one place that says which topics there are and what they are like. */
public final class Topics {
    /** The consumer group of all workers; how far it is, its offsets' metadata say, see {@link Place}. */
    public static final String WORKER_GROUP = "executor-worker";

    /** Definitions of workflows; compacted, one partition. */
    public static final String DEFINITIONS = "workflow.definitions";

    /** Encrypted credentials; compacted, one partition. */
    public static final String CREDENTIALS = "credentials";

    /** What asks for something to happen to an execution; written by the gateway. */
    public static final String TRIGGERS = "execution.triggers";

    /** What happened to an execution; written by the worker. */
    public static final String EVENTS = "execution.events";

    /** The worker's states of sleeping executions and schedules. */
    public static final String CHECKPOINTS = "execution.checkpoints";

    /** Idempotency keys taken. */
    public static final String KEYS = "execution.keys";

    /** How many partitions the {@code execution.*} topics have unless configured otherwise. */
    public static final int DEFAULT_PARTITIONS = 16;

    /** The largest record that topics and clients accept, in bytes. */
    public static final int MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

    /**
     * What readers of many records fetch at once, in bytes, as they are compressed: several answers lie in memory. A
     * larger record comes all the same, alone.
     */
    public static final int FETCH_BYTES = 1024 * 1024;

    /** The largest ordinary record, in bytes of its value; checked before it is sent. */
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    /**
     * The largest state of an execution, result of a loop or trigger of a rerun, in bytes; checked before it is sent.
     */
    public static final int MAX_STATE_BYTES = 8 * 1024 * 1024;

    private Topics() {}

    /** The dead-letter topic of a consumer, by the service's name. */
    public static String deadLetter(String consumer) {
        return consumer + ".dead-letter";
    }

    /**
     * Every topic of the system.
     *
     * @param partitions of the {@code execution.*} topics; fixed once they exist, at most 4096
     */
    public static List<TopicSpec> all(int partitions) {
        return List.of(
                compacted(DEFINITIONS, 1, Map.of()),
                compacted(CREDENTIALS, 1, Map.of()),
                kept(TRIGGERS, partitions, Duration.ofDays(7)),
                // Longer than the triggers: whoever still finds a trigger finds all that came of it.
                kept(EVENTS, partitions, Duration.ofDays(8)),
                compacted(
                        CHECKPOINTS,
                        partitions,
                        Map.of(
                                "segment.ms",
                                        Long.toString(Duration.ofMinutes(10).toMillis()),
                                "segment.bytes", Integer.toString(64 * 1024 * 1024),
                                "min.cleanable.dirty.ratio", "0.1")),
                kept(KEYS, partitions, Duration.ofDays(2)),
                deadLetters("executor-worker"),
                deadLetters("execution-recorder"),
                deadLetters("notifier"));
    }

    private static TopicSpec kept(String name, int partitions, Duration retention) {
        return new TopicSpec(
                name,
                partitions,
                true,
                settings("delete", Map.of("retention.ms", Long.toString(retention.toMillis()))));
    }

    private static TopicSpec compacted(String name, int partitions, Map<String, String> more) {
        return new TopicSpec(name, partitions, true, settings("compact", more));
    }

    private static TopicSpec deadLetters(String consumer) {
        return new TopicSpec(
                deadLetter(consumer),
                1,
                false,
                settings(
                        "delete",
                        Map.of("retention.ms", Long.toString(Duration.ofDays(30).toMillis()))));
    }

    private static Map<String, String> settings(String cleanup, Map<String, String> more) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("cleanup.policy", cleanup);
        settings.put("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.putAll(more);
        return settings;
    }
}
