package io.millrace.gateway.credential;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What encrypts credentials, and where their tokens come from.
 *
 * @param keys the same as the worker's, each 32 bytes in base64: the first encrypts, all decrypt; none by default, and
 *     then there are no credentials
 * @param allowedTargets OAuth servers that may be asked for tokens although their address is not public: address ranges
 *     ({@code 10.1.0.0/16}), hosts ({@code localhost}) or hosts with ports ({@code 127.0.0.1:9000}); none
 */
@ConfigurationProperties("millrace.credentials")
record CredentialSettings(
        @DefaultValue List<String> keys, @DefaultValue List<String> allowedTargets) {
    CredentialSettings {
        keys = List.copyOf(keys);
        allowedTargets = List.copyOf(allowedTargets);
    }

    /** Without the keys: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "CredentialSettings[" + keys.size() + " keys]";
    }
}
