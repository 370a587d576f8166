package io.millrace.standalone;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialRotation;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.credential.CredentialsUnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Encrypts all credentials anew with the first key, while everything runs. */
public final class RotateCredentials {
    private static final String USAGE = """
            usage: deploy/rotate-credentials [--data DIR] [--port-base N] [--kafka HOST:PORT] [--config FILE]
            MILLRACE_CREDENTIALS_KEYS holds the keys, as the services have them""";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RotateCredentials() {}

    /** Ends with status 1 where a credential could not be decrypted, 2 where it could not be done. */
    public static void main(String[] arguments) throws Exception {
        try {
            CredentialRotation.Result result = run(System.getenv(), arguments);
            System.out.println("encrypted " + result.rotated() + " anew");
            if (!result.unreadable().isEmpty()) {
                System.err.println("no key decrypts: " + String.join(", ", result.unreadable()));
                System.exit(1);
            }
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        } catch (CredentialsUnavailableException e) {
            System.err.println("Kafka does not take changes of credentials: " + e);
            System.exit(2);
        }
    }

    static CredentialRotation.Result run(Map<String, String> environment, String... arguments)
            throws IOException, GeneralSecurityException, CredentialsUnavailableException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        Properties clients = new Properties();
        int config = words.indexOf("--config");
        if (config >= 0) {
            if (config + 1 == words.size()) {
                throw new UsageException("--config wants a value");
            }
            try (Reader file = Files.newBufferedReader(Path.of(words.get(config + 1)))) {
                clients.load(file);
            }
            words.subList(config, config + 2).clear();
        }
        Options options = Options.parse(words.toArray(String[]::new)).withoutOthers();
        clients.setProperty(
                "bootstrap.servers",
                options.kafka().orElse("localhost:" + new Addresses(options.portBase()).kafkaPort()));
        List<String> encoded = CredentialKeySetting.of(environment, options.data());
        if (encoded.isEmpty()) {
            throw new UsageException("there is no key");
        }
        Map<String, Object> properties = new HashMap<>();
        clients.forEach((name, value) -> properties.put(name.toString(), value));
        properties.put("client.id", "rotate-credentials");
        CredentialKeys keys = CredentialKeys.ofBase64(encoded);
        try (var store = new CredentialStore(properties, keys);
                var writer = new CredentialWriter(
                        properties, properties, store, new EventRecords("rotate-credentials"), PATIENCE)) {
            store.tail().start();
            writer.change(catalog -> List.of()); // returns when all there is has been read
            return new CredentialRotation(store, writer, keys).run();
        }
    }
}
