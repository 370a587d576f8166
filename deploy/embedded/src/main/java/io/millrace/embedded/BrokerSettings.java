package io.millrace.embedded;

import java.nio.file.Path;
import java.util.Map;

/** The broker's configuration: one node, loopback only, sized for a machine with two cores. */
final class BrokerSettings {

    private static final int MEBIBYTE = 1024 * 1024;

    private BrokerSettings() {}

    static Map<String, String> of(Path data, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
                Map.entry("listeners", "CLIENT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort),
                Map.entry("advertised.listeners", "CLIENT://localhost:" + port),
                Map.entry("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "CLIENT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", data.toString()),

                // Topics are made on purpose, with their settings, or not at all.
                Map.entry("auto.create.topics.enable", "false"),
                // Records of up to 10 MiB, and room for what a batch adds to them.
                Map.entry("message.max.bytes", String.valueOf(11 * MEBIBYTE)),

                // One node: every internal topic has one replica, and few partitions to open at a start.
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),

                // A group of one member need not wait for others; a dead member's transaction ends soon.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),

                // After a crash the controller takes the broker back once its old session has run out.
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("broker.session.timeout.ms", "6000"),

                // Two cores and a shared heap: few threads, small cleaner buffer, small segments and indexes.
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(8 * MEBIBYTE)),
                Map.entry("log.segment.bytes", String.valueOf(128 * MEBIBYTE)),
                Map.entry("log.index.size.max.bytes", String.valueOf(MEBIBYTE)));
    }
}
