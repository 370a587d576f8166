package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The keys of credentials: those of the environment, if any, then the installation's own, with which everything is
 * encrypted until others are given.
 */
final class CredentialKeySetting {
    private static final String VARIABLE = "MILLRACE_CREDENTIALS_KEYS";
    private static final String PURPOSE = "credentials";

    private CredentialKeySetting() {}

    /** As the services are given them. */
    static String of(Map<String, String> environment, TokenKeys own) {
        List<String> keys = given(environment);
        keys.add(own.base64Key(PURPOSE));
        return String.join(",", keys);
    }

    /** The same for whoever comes later; without the installation's own where there is none. */
    static List<String> of(Map<String, String> environment, Path data) throws IOException, GeneralSecurityException {
        List<String> keys = given(environment);
        if (Files.exists(data.resolve("keys"))) {
            keys.add(TokenKeys.in(data).base64Key(PURPOSE));
        }
        return keys;
    }

    private static List<String> given(Map<String, String> environment) {
        return new ArrayList<>(
                Arrays.stream(environment.getOrDefault(VARIABLE, "").split(",", -1))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList());
    }
}
