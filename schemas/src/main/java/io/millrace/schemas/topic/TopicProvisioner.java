package io.millrace.schemas.topic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and refuses to go on where an existing one contradicts the design. */
public final class TopicProvisioner {
    private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LEARN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LEARN_RETRY = Duration.ofMillis(50);

    private TopicProvisioner() {}

    /**
     * Makes sure that the topics exist as specified. May be called by any number of services at once, any number of
     * times.
     *
     * @throws TopicMismatchException if an existing topic has other settings; it names each of them
     * @throws InterruptedException if the thread is interrupted while it waits for the broker
     * @throws ExecutionException if the broker does not answer or refuses
     */
    public static void ensure(Admin admin, Collection<TopicSpec> specs)
            throws InterruptedException, ExecutionException {
        var existing = admin.listTopics().names().get();
        for (TopicSpec spec : specs) {
            if (!existing.contains(spec.name())) {
                create(admin, spec);
            }
        }
        var mismatches = mismatchesOnceKnown(admin, specs);
        if (!mismatches.isEmpty()) {
            throw new TopicMismatchException(mismatches);
        }
    }

    /**
     * The same, but waits for as long as the broker is away or not ready.
     *
     * @param adminProperties Kafka's own properties: where the brokers are, how to log in
     * @throws TopicMismatchException if an existing topic has other settings; it names each of them
     * @throws KafkaException if the broker answers and refuses
     */
    public static void ensureWhenReachable(Map<String, Object> adminProperties, Collection<TopicSpec> specs)
            throws InterruptedException {
        try (Admin admin = Admin.create(adminProperties)) {
            ensureWhenReachable(admin, specs);
        }
    }

    /** The same for who has more to ask. */
    public static void ensureWhenReachable(Admin admin, Collection<TopicSpec> specs) throws InterruptedException {
        while (true) {
            try {
                ensure(admin, specs);
                return;
            } catch (ExecutionException e) {
                // Just after its start a broker may not know yet that it is there itself.
                if (!(e.getCause() instanceof RetriableException
                        || e.getCause() instanceof InvalidReplicationFactorException)) {
                    throw new KafkaException("the topics cannot be prepared", e.getCause());
                }
                log.warn("the topics are not ready, asking again in {}: {}", RETRY, e.getMessage());
                Thread.sleep(RETRY);
            }
        }
    }

    private static void create(Admin admin, TopicSpec spec) throws InterruptedException, ExecutionException {
        var topic = new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty()).configs(spec.configs());
        try {
            admin.createTopics(List.of(topic)).all().get();
            log.info("created topic {} with {} partitions, {}", spec.name(), spec.partitions(), spec.configs());
        } catch (ExecutionException e) {
            // Another service was quicker; what it made is checked below like any other.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** The controller answers before every broker has heard of a new topic, and one that has not says it is unknown. */
    private static List<String> mismatchesOnceKnown(Admin admin, Collection<TopicSpec> specs)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LEARN_TIMEOUT.toNanos();
        while (true) {
            try {
                return mismatches(admin, specs);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(LEARN_RETRY);
            }
        }
    }

    private static List<String> mismatches(Admin admin, Collection<TopicSpec> specs)
            throws InterruptedException, ExecutionException {
        var names = specs.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(names).allTopicNames().get();
        Map<String, Config> configs = admin
                .describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        var mismatches = new ArrayList<String>();
        for (TopicSpec spec : specs) {
            int partitions =
                    requireNonNull(descriptions.get(spec.name())).partitions().size();
            if (partitions < spec.partitions() || (spec.exactPartitions() && partitions != spec.partitions())) {
                mismatches.add(
                        "%s has %d partitions, expected %d".formatted(spec.name(), partitions, spec.partitions()));
            }
            spec.configs().forEach((key, expected) -> {
                String actual =
                        requireNonNull(configs.get(spec.name())).get(key).value();
                if (!expected.equals(actual)) {
                    mismatches.add("%s has %s=%s, expected %s".formatted(spec.name(), key, actual, expected));
                }
            });
        }
        return mismatches;
    }
}
