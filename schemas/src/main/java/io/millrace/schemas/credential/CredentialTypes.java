package io.millrace.schemas.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/** The types of credentials there are: one for each descriptor {@code credential-types/<name>.json}. */
public final class CredentialTypes {
    private static final List<String> NAMES = List.of(
            CredentialType.HEADER,
            CredentialType.BASIC,
            CredentialType.BEARER,
            CredentialType.HMAC,
            CredentialType.OAUTH2_CLIENT_CREDENTIALS,
            CredentialType.OAUTH2_AUTHORIZATION_CODE,
            CredentialType.SMTP,
            CredentialType.RESEND,
            CredentialType.LLM,
            CredentialType.GENERIC);

    private static final SequencedMap<String, CredentialType> BY_NAME = read();

    private CredentialTypes() {}

    public static Optional<CredentialType> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All types, the most usual first. */
    public static Collection<CredentialType> all() {
        return BY_NAME.values();
    }

    private static SequencedMap<String, CredentialType> read() {
        SequencedMap<String, CredentialType> types = new LinkedHashMap<>();
        JsonMapper json = new JsonMapper();
        for (String name : NAMES) {
            String resource = "/credential-types/" + name + ".json";
            try (InputStream in = CredentialTypes.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("there is no " + resource + " on the class path");
                }
                types.put(name, new CredentialType(name, json.readTree(in)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + resource, e);
            }
        }
        return Collections.unmodifiableSequencedMap(types);
    }
}
