package io.millrace.worker.loop;

import io.millrace.schemas.topic.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that a loop owns. A partition that is lost is dropped before the callback returns: no transaction is
 * open then, because the loop only polls between transactions.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Assignment.class);

    private final Logs logs;
    private final Takeover takeover;
    private final Map<Integer, Partition> owned = new TreeMap<>();
    private final Set<Integer> untaken = new TreeSet<>();
    private final Map<Integer, String> refused = new ConcurrentHashMap<>();
    private volatile boolean joined;
    private volatile Load load = Load.NONE;
    private final Set<Integer> paused = new TreeSet<>();

    Assignment(Logs logs, Takeover takeover) {
        this.logs = logs;
        this.takeover = takeover;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            // Nothing is read before the takeover has found out from where.
            logs.seek(partition, 0);
            untaken.add(partition.partition());
        }
        logs.pause(partitions);
        joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(this::drop);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        log.warn("lost {}: the group has gone on without this member", partitions);
        partitions.forEach(this::drop);
    }

    /** Takes over what was assigned since. */
    List<Partition> takeOver() throws InterruptedException, ExecutionException {
        if (untaken.isEmpty()) {
            return List.of();
        }
        Takeover.Result result = takeover.of(List.copyOf(untaken));
        for (Takeover.Refused no : result.refused()) {
            log.error("partition {} of {} is stopped: {}", no.partition(), Topics.TRIGGERS, no.reason());
            refused.put(no.partition(), no.reason());
        }
        for (Partition partition : result.partitions()) {
            owned.put(partition.number, partition);
            paused.add(partition.number); // as it was assigned
        }
        untaken.clear();
        return result.partitions();
    }

    /** Stops or goes on reading; what is still being taken over is read in any case. */
    void pause(boolean pause) {
        owned.forEach((number, partition) -> {
            boolean wanted = pause && partition.isSettled();
            if (wanted && paused.add(number)) {
                logs.pause(List.of(Takeover.triggers(number)));
            } else if (!wanted && paused.remove(number)) {
                logs.resume(List.of(Takeover.triggers(number)));
            }
        });
    }

    /** Reads nothing for the time being. */
    void pauseAll() {
        logs.pause(owned.keySet().stream().map(Takeover::triggers).toList());
        paused.addAll(owned.keySet());
    }

    @Nullable
    Partition partition(int number) {
        return owned.get(number);
    }

    Collection<Partition> partitions() {
        return owned.values();
    }

    /** Told to metrics, which are read by other threads; so it may be a little behind. */
    Load load() {
        return load;
    }

    /** Counts anew what there is to do; for the loop's thread. */
    Load measure() {
        int executions = 0;
        long bytes = 0;
        int slowNodes = 0;
        int sleepers = 0;
        int queued = 0;
        int keys = 0;
        long lag = 0;
        for (Partition partition : owned.values()) {
            executions += partition.inFlight();
            bytes += partition.bytesInFlight();
            slowNodes += partition.slowNodes.size();
            sleepers += partition.sleepers.size();
            queued += partition.limits.queued();
            keys += partition.keys.size();
            long fetched = logs.lag(Takeover.triggers(partition.number)).orElse(0);
            lag += fetched + partition.ledger.next() - partition.ledger.place().position();
        }
        load = new Load(executions, bytes, slowNodes, sleepers, queued, keys, lag);
        return load;
    }

    /** Whether the group has told this member what it owns, be it nothing. */
    boolean hasJoined() {
        return joined;
    }

    /** The partitions that are stopped, and why. */
    Map<Integer, String> refused() {
        return Map.copyOf(refused);
    }

    void drop() {
        owned.values().forEach(Partition::drop);
        owned.clear();
    }

    private void drop(TopicPartition lost) {
        untaken.remove(lost.partition());
        refused.remove(lost.partition());
        paused.remove(lost.partition());
        Partition partition = owned.remove(lost.partition());
        if (partition != null) {
            partition.drop();
        }
    }
}
