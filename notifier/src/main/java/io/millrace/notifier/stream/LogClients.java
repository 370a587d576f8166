package io.millrace.notifier.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Makes the clients that read the log.
 *
 * @param consumer Kafka's own properties for consumers
 * @param admin Kafka's own properties for administration
 * @param deadLetters takes what cannot be used
 * @param repeats what all readers together know of repeated triggers
 */
record LogClients(Map<String, Object> consumer, Map<String, Object> admin, DeadLetterBox deadLetters, Repeats repeats) {
    private static final String CLIENT_ID = "notifier";
    private static final AtomicLong COUNT = new AtomicLong();

    LogConsumer newConsumer(String purpose) {
        return new LogConsumer(consumer, clientId(purpose), deadLetters, repeats);
    }

    /** One that gives up soon: whoever asks tries again. */
    Admin newAdmin() {
        var properties = new HashMap<>(admin);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId("admin"));
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 6_000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        return Admin.create(properties);
    }

    /** Kafka registers each client under its id, so each has its own. */
    private static String clientId(String purpose) {
        return CLIENT_ID + "-" + purpose + "-" + COUNT.incrementAndGet();
    }
}
