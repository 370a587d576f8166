package io.millrace.gateway.credential;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What encrypts credentials.
 *
 * @param keys the same as the worker's, each 32 bytes in base64: the first encrypts, all decrypt; none by default, and
 *     then there are no credentials
 */
@ConfigurationProperties("millrace.credentials")
record CredentialSettings(@DefaultValue List<String> keys) {
    CredentialSettings {
        keys = List.copyOf(keys);
    }

    /** Without the keys: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "CredentialSettings[" + keys.size() + " keys]";
    }
}
