package io.millrace.gateway.auth;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers of webhooks are checked.
 *
 * @param keySetTimeout how long fetching a key set may take; 3 s
 * @param allowedTargets where key sets may be fetched from although the address is not public: address ranges
 *     ({@code 10.1.0.0/16}), hosts ({@code localhost}) or hosts with ports ({@code 127.0.0.1:9000}); none
 */
@ConfigurationProperties("millrace.gateway.auth")
record AuthSettings(
        @DefaultValue("3s") Duration keySetTimeout,
        @DefaultValue List<String> allowedTargets) {
    AuthSettings {
        allowedTargets = List.copyOf(allowedTargets);
    }
}
