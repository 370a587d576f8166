package io.millrace.worker.node.type.http;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How {@code http} nodes call.
 *
 * @param connectTimeout how long connecting to one address may take; 10 s
 * @param requestTimeout how long a call may take in all, redirects and body included, if the node sets no time-out; 30
 *     s
 * @param maxResponse how large an answer may be, unpacked and as the node's output; 960 KB, so that it fits an event
 * @param maxConnections how many connections may be open in all; 1,024
 * @param maxConnectionsPerHost how many may be open to one host; 256
 * @param allowedTargets what may be called although its address is private, loopback, link-local or otherwise not
 *     public: address ranges ({@code 10.1.0.0/16}), hosts ({@code localhost}) or hosts with ports
 *     ({@code 127.0.0.1:9000}); none
 */
@ConfigurationProperties("millrace.worker.http")
public record HttpSettings(
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("30s") Duration requestTimeout,
        @DefaultValue("960KB") DataSize maxResponse,
        @DefaultValue("1024") int maxConnections,
        @DefaultValue("256") int maxConnectionsPerHost,
        @DefaultValue List<String> allowedTargets) {

    public HttpSettings {
        allowedTargets = List.copyOf(allowedTargets);
    }
}
