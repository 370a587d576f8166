package io.millrace.gateway.log;

import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import io.millrace.web.WebSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * Makes sure of the topics and begins to read those that are followed, beside the rest of the start. A broker that is
 * away is waited for, the service not being ready; topics that contradict the design end the service.
 */
@Component
final class TopicsStart implements InitializingBean, DisposableBean, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TopicsStart.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<FollowedTopic> followed;
    private final Map<String, Object> adminProperties;
    private final int partitions;
    private final ConfigurableApplicationContext context;
    private final Thread thread = Thread.ofVirtual().name("topics-start").unstarted(this::run);
    private volatile @Nullable RuntimeException failure;
    private volatile boolean started;

    TopicsStart(
            List<FollowedTopic> followed,
            KafkaAdmin admin,
            WebSettings settings,
            ConfigurableApplicationContext context) {
        this.followed = List.copyOf(followed);
        this.adminProperties = new HashMap<>(admin.getConfigurationProperties());
        this.adminProperties.put(AdminClientConfig.CLIENT_ID_CONFIG, "trigger-gateway-start");
        this.partitions = settings.topics().partitions();
        this.context = context;
    }

    @Override
    public void afterPropertiesSet() {
        thread.start();
    }

    @Override
    public void destroy() {
        thread.interrupt();
    }

    @Override
    public void start() {
        try {
            // What goes wrong at once ends the start itself, with its message.
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        started = true;
        RuntimeException early = failure;
        if (early != null) {
            throw early;
        }
    }

    @Override
    public void stop() {
        destroy();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    private void run() {
        try (Admin admin = Admin.create(adminProperties)) {
            TopicProvisioner.ensureWhenReachable(admin, Topics.all(partitions));
            followed.forEach(topic -> topic.tail().start());
            for (FollowedTopic topic : followed) {
                topic.awaitComplete(end(admin, topic.topic()));
            }
        } catch (InterruptedException e) {
            log.debug("stopped before the topics were read");
        } catch (RuntimeException e) {
            failure = e;
            if (started) {
                log.error("the service cannot go on and stops", e);
                context.close();
            }
        }
    }

    private static long end(Admin admin, String topic) throws InterruptedException {
        var partition = new TopicPartition(topic, 0);
        while (true) {
            try {
                return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
            } catch (ExecutionException e) {
                log.warn("the end of {} is not known, asking again: {}", partition, e.getMessage());
                Thread.sleep(Duration.ofSeconds(1));
            }
        }
    }
}
