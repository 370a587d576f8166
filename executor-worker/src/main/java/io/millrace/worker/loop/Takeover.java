package io.millrace.worker.loop;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.topic.Place;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes partitions over from whoever owned them before: finds out how far they have come and what is under way. */
final class Takeover {
    private static final Logger log = LoggerFactory.getLogger(Takeover.class);

    /** A partition that cannot be taken over without losing something. */
    record Refused(int partition, String reason) {}

    /** The partitions that can go on, and those that cannot. */
    record Result(List<Partition> partitions, List<Refused> refused) {
        Result {
            partitions = List.copyOf(partitions);
            refused = List.copyOf(refused);
        }
    }

    private final Logs logs;
    private final Clock clock;

    Takeover(Logs logs, Clock clock) {
        this.logs = logs;
        this.clock = clock;
    }

    /** Takes over partitions that are assigned to the consumer. */
    Result of(Collection<Integer> numbers) throws InterruptedException, ExecutionException {
        Set<TopicPartition> triggers = numbers.stream().map(Takeover::triggers).collect(Collectors.toSet());
        // The order matters: first what was committed, then the ends, or a commit between the two would be missed.
        Map<TopicPartition, OffsetAndMetadata> committed = logs.committed(triggers);
        Map<TopicPartition, Long> starts = logs.starts(all(numbers));
        Map<TopicPartition, Long> ends = logs.ends(all(numbers));

        var places = new HashMap<Integer, Place>();
        var refused = new ArrayList<Refused>();
        for (int number : numbers) {
            long triggersStart = starts.getOrDefault(triggers(number), 0L);
            long journalStart = starts.getOrDefault(events(number), 0L);
            OffsetAndMetadata known = committed.get(triggers(number));
            try {
                Place place = known == null
                        ? Place.beginning(triggersStart, journalStart, ends.getOrDefault(triggers(number), 0L))
                        : Place.of(known);
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
        long begun = System.nanoTime();
        var found = new HashMap<Integer, Found>();
        var journals = new HashMap<TopicPartition, Long>();
        var checkpoints = new HashMap<TopicPartition, Long>();
        places.forEach((number, place) -> {
            found.put(
                    number,
                    new Found(
                            place.read(), ends.getOrDefault(events(number), 0L), ends.getOrDefault(keys(number), 0L)));
            journals.put(events(number), place.journal());
            checkpoints.put(checkpoints(number), starts.getOrDefault(checkpoints(number), 0L));
        });
        // The events first: they tell which checkpoints are needed whole.
        logs.read(journals, ends, record -> requireNonNull(found.get(record.partition()))
                .event(record));
        logs.read(checkpoints, ends, record -> requireNonNull(found.get(record.partition()))
                .checkpoint(record));
        long millis = (System.nanoTime() - begun) / 1_000_000;
        var partitions = new ArrayList<Partition>();
        places.forEach((number, place) -> {
            Found there = requireNonNull(found.get(number));
            partitions.add(new Partition(number, place, there, clock));
            logs.seek(triggers(number), place.watermark());
            log.info(
                    "took over {} at {}, {} triggers behind, {} executions written down; all logs read in {} ms",
                    triggers(number),
                    place,
                    ends.getOrDefault(triggers(number), 0L) - place.position(),
                    there.checkpoints().size(),
                    millis);
        });
        return partitions;
    }

    private static Set<TopicPartition> all(Collection<Integer> numbers) {
        var partitions = new HashSet<TopicPartition>();
        numbers.forEach(number -> {
            partitions.add(triggers(number));
            partitions.add(events(number));
            partitions.add(checkpoints(number));
            partitions.add(keys(number));
        });
        return partitions;
    }

    static TopicPartition triggers(int number) {
        return new TopicPartition(Topics.TRIGGERS, number);
    }

    static TopicPartition events(int number) {
        return new TopicPartition(Topics.EVENTS, number);
    }

    static TopicPartition keys(int number) {
        return new TopicPartition(Topics.KEYS, number);
    }

    static TopicPartition checkpoints(int number) {
        return new TopicPartition(Topics.CHECKPOINTS, number);
    }
}
