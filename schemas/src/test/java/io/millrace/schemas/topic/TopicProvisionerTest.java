package io.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.fixture.Servers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class TopicProvisionerTest {
    private final Map<String, Object> kafka = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Servers.kafka());
    private final String name = "provisioned-" + UUID.randomUUID();

    @Test
    void createsWhatIsMissingAndAcceptsWhatIsThere() throws Exception {
        try (Admin admin = admin()) {
            var spec = new TopicSpec(name, 3, true, Map.of("cleanup.policy", "compact"));

            TopicProvisioner.ensure(admin, List.of(spec));
            TopicProvisioner.ensure(admin, List.of(spec));

            assertThat(admin.describeTopics(List.of(name)).allTopicNames().get())
                    .hasEntrySatisfying(
                            name, topic -> assertThat(topic.partitions()).hasSize(3));
        }
    }

    @Test
    void namesEachContradiction() throws Exception {
        try (Admin admin = admin()) {
            TopicProvisioner.ensure(admin, List.of(new TopicSpec(name, 3, true, Map.of("cleanup.policy", "delete"))));

            assertThatExceptionOfType(TopicMismatchException.class)
                    .isThrownBy(() -> TopicProvisioner.ensure(
                            admin, List.of(new TopicSpec(name, 4, true, Map.of("cleanup.policy", "compact")))))
                    .withMessageContaining(name + " has 3 partitions, expected 4")
                    .withMessageContaining(name + " has cleanup.policy=delete, expected compact");
        }
    }

    @Test
    void theSystemsOwnTopicsCanBeCreated() throws Exception {
        TopicProvisioner.ensureWhenReachable(kafka, Topics.all(Topics.DEFAULT_PARTITIONS));

        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get())
                    .contains(Topics.DEFINITIONS, Topics.TRIGGERS, Topics.EVENTS, "executor-worker.dead-letter");
        }
    }

    private Admin admin() {
        return Admin.create(kafka);
    }
}
