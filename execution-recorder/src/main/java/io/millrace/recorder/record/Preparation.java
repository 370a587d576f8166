package io.millrace.recorder.record;

import io.millrace.recorder.database.Migration;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;

/** What must be there before anything is recorded; done once, by whichever loop comes first. */
final class Preparation {
    private final Migration migration;
    private final KafkaClients kafka;
    private final int partitions;
    private boolean done;

    Preparation(Migration migration, KafkaClients kafka, int partitions) {
        this.migration = migration;
        this.kafka = kafka;
        this.partitions = partitions;
    }

    /** Brings database and topics to what this version needs, and waits for the brokers; it can be called again. */
    synchronized void ensure() throws Exception {
        if (!done) {
            migration.run();
            TopicProvisioner.ensureWhenReachable(kafka.adminProperties(), Topics.all(partitions));
            done = true;
        }
    }
}
