package io.millrace.standalone;

import io.millrace.embedded.Ports;
import java.net.URI;

/**
 * Who listens where: six ports in a row.
 *
 * @param base the first of them
 */
record Addresses(int base) {

    URI gateway() {
        return url(base);
    }

    URI worker() {
        return url(base + 1);
    }

    URI recorder() {
        return url(base + 2);
    }

    URI notifier() {
        return url(base + 3);
    }

    int kafkaPort() {
        return base + 4;
    }

    int postgresPort() {
        return base + 5;
    }

    /** Throws, naming the port and who wants it, where another process listens on one. */
    void requireFree(Options options) {
        Ports.requireFree(base, "the gateway");
        Ports.requireFree(base + 1, "the worker");
        Ports.requireFree(base + 2, "the recorder");
        Ports.requireFree(base + 3, "the notifier");
        if (options.kafka().isEmpty()) {
            Ports.requireFree(kafkaPort(), "Kafka");
        }
        if (options.postgres().isEmpty()) {
            Ports.requireFree(postgresPort(), "PostgreSQL");
        }
    }

    private static URI url(int port) {
        return URI.create("http://localhost:" + port);
    }
}
