package io.millrace.embedded;

import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the broker meets a fatal fault. By itself it would halt the JVM on the spot, which leaves
 * PostgreSQL running and whatever else is in here unfinished; instead the process ends by its shutdown hooks.
 */
final class BrokerExit {

    private static final Logger log = LoggerFactory.getLogger(BrokerExit.class);

    private BrokerExit() {}

    static void installed() {
        Exit.setExitProcedure(BrokerExit::endProcess);
        Exit.setHaltProcedure(BrokerExit::endProcess);
    }

    private static void endProcess(int status, @Nullable String message) {
        log.error("The Kafka broker gave up with status {} ({}); ending this process", status, message);
        // On a thread of its own: the broker's shutdown, a hook, may wait for the thread that called here.
        Thread.ofPlatform().daemon().name("kafka-broker-exit").start(() -> System.exit(Math.max(status, 1)));
        throw new IllegalStateException("the Kafka broker gave up: " + message);
    }
}
