package io.millrace.schemas.topic;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The one thread by which a Kafka producer sends and is answered. An {@link Error}, of too little memory for one, ends
 * it without a word to anybody: from then on the producer tells of time-outs, as it does while a broker is away.
 */
public final class ProducerThread {
    private ProducerThread() {}

    /** Whether a producer with the client id still has it; of several that share the id, any of them. */
    public static boolean isAlive(String clientId) {
        String name = KafkaProducer.NETWORK_THREAD_PREFIX + " | " + clientId;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull) // it ended meanwhile
                .anyMatch(thread -> thread.getThreadName().equals(name));
    }
}
