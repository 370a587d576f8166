package io.millrace.schemas.credential;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * What a ciphertext belongs to: it is decrypted for nothing else, so ciphertexts that were swapped are of no use.
 *
 * @param ownerId whose credential it is
 * @param credentialId its id, unique for the owner
 * @param version changes with every store
 * @param content what of it is encrypted
 */
public record CredentialBinding(String ownerId, String credentialId, UUID version, Content content) {
    /** What of a credential is encrypted; the names are part of what ciphertexts are bound to and never change. */
    public enum Content {
        /** What its user handed in. */
        DATA,
        /** The token that was fetched with it. */
        TOKEN,
        /** What an authorization under way has to remember. */
        AUTHORIZATION
    }

    /** The same in bytes, such that no two bindings have the same. */
    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(content.name());
            out.writeUTF(ownerId);
            out.writeUTF(credentialId);
            out.writeLong(version.getMostSignificantBits());
            out.writeLong(version.getLeastSignificantBits());
        } catch (IOException e) {
            throw new UncheckedIOException("an owner or id is too long to be bound", e);
        }
        return bytes.toByteArray();
    }
}
