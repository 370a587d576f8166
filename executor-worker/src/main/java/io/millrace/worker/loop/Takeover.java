package io.millrace.worker.loop;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes partitions over from whoever owned them before: finds out how far they have come and what is under way. */
final class Takeover {
    private static final Logger log = LoggerFactory.getLogger(Takeover.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A partition that cannot be taken over without losing something. */
    record Refused(int partition, String reason) {}

    /** The partitions that can go on, and those that cannot. */
    record Result(List<Partition> partitions, List<Refused> refused) {
        Result {
            partitions = List.copyOf(partitions);
            refused = List.copyOf(refused);
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final TransactionFencer fencer;
    private final LogReader reader;
    private final Clock clock;

    Takeover(KafkaConsumer<byte[], byte[]> consumer, Admin admin, Map<String, Object> consumerProperties, Clock clock) {
        this.consumer = consumer;
        this.admin = admin;
        this.fencer = new TransactionFencer(admin, clock);
        this.reader = new LogReader(consumerProperties, fencer);
        this.clock = clock;
    }

    /** Takes over partitions that are assigned to the consumer. */
    Result of(Collection<Integer> numbers) throws InterruptedException, ExecutionException {
        Set<TopicPartition> triggers = numbers.stream().map(Takeover::triggers).collect(Collectors.toSet());
        // The order matters: first what was committed, then the ends, or a commit between the two would be missed.
        Map<TopicPartition, OffsetAndMetadata> committed = committed(triggers);
        Map<TopicPartition, Long> starts = offsets(all(numbers), OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(all(numbers), OffsetSpec.latest());

        var places = new HashMap<Integer, Place>();
        var refused = new ArrayList<Refused>();
        for (int number : numbers) {
            long triggersStart = starts.getOrDefault(triggers(number), 0L);
            long journalStart = starts.getOrDefault(events(number), 0L);
            OffsetAndMetadata known = committed.get(triggers(number));
            try {
                Place place = known == null ? Place.beginning(triggersStart, journalStart) : Place.of(known);
                if (place.journal() < journalStart) {
                    refused.add(new Refused(
                            number,
                            "its journal begins at " + place.journal() + ", but " + events(number)
                                    + " only holds what is behind " + journalStart));
                } else if (place.watermark() < triggersStart) {
                    refused.add(new Refused(
                            number,
                            "its oldest unfinished trigger is at " + place.watermark() + ", but " + triggers(number)
                                    + " only holds what is behind " + triggersStart));
                } else {
                    places.put(number, place);
                }
            } catch (IllegalStateException e) {
                refused.add(new Refused(number, String.valueOf(e.getMessage())));
            }
        }
        return new Result(partitions(places, starts, ends), refused);
    }

    private List<Partition> partitions(
            Map<Integer, Place> places, Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException {
        var found = new HashMap<Integer, Found>();
        var journals = new HashMap<TopicPartition, Long>();
        var checkpoints = new HashMap<TopicPartition, Long>();
        places.forEach((number, place) -> {
            found.put(
                    number, new Found(ends.getOrDefault(triggers(number), 0L), ends.getOrDefault(events(number), 0L)));
            journals.put(events(number), place.journal());
            checkpoints.put(checkpoints(number), starts.getOrDefault(checkpoints(number), 0L));
        });
        // The events first: they tell which checkpoints are needed whole.
        reader.read(journals, ends, record -> requireNonNull(found.get(record.partition()))
                .event(record));
        reader.read(checkpoints, ends, record -> requireNonNull(found.get(record.partition()))
                .checkpoint(record));
        var partitions = new ArrayList<Partition>();
        places.forEach((number, place) -> {
            Found there = requireNonNull(found.get(number));
            partitions.add(new Partition(number, place, there, clock));
            consumer.seek(triggers(number), place.watermark());
            log.info(
                    "took over {} at {}, {} triggers behind, {} executions written down",
                    triggers(number),
                    place,
                    there.triggersEnd() - place.position(),
                    there.checkpoints().size());
        });
        return partitions;
    }

    /** Waits for commits that are pending; a transaction that a lost worker left open is ended. */
    private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> triggers)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return consumer.committed(triggers, PATIENCE);
            } catch (TimeoutException e) {
                fencer.fenceGroup(consumer.groupMetadata().groupId());
                for (TopicPartition partition : triggers) {
                    fencer.fence(events(partition.partition()));
                    fencer.fence(checkpoints(partition.partition()));
                }
            } catch (WakeupException e) {
                log.debug("woken while taking over; whatever woke us is looked at afterwards");
            }
        }
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        // Read uncommitted: a transaction that is being committed counts as far as its records reach.
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        var offsets = new HashMap<TopicPartition, Long>();
        admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)),
                        options)
                .all()
                .get()
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static Set<TopicPartition> all(Collection<Integer> numbers) {
        var partitions = new HashSet<TopicPartition>();
        numbers.forEach(number -> {
            partitions.add(triggers(number));
            partitions.add(events(number));
            partitions.add(checkpoints(number));
        });
        return partitions;
    }

    static TopicPartition triggers(int number) {
        return new TopicPartition(Topics.TRIGGERS, number);
    }

    static TopicPartition events(int number) {
        return new TopicPartition(Topics.EVENTS, number);
    }

    static TopicPartition checkpoints(int number) {
        return new TopicPartition(Topics.CHECKPOINTS, number);
    }
}
