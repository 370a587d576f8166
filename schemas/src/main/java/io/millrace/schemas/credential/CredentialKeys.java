package io.millrace.schemas.credential;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts credentials with AES-256-GCM: the first key encrypts, all decrypt, so that keys can be changed while the
 * system runs. Thread-safe.
 *
 * <p>A key's id is the beginning of its SHA-256, so services that are given the same keys in another order name them
 * alike.
 */
public final class CredentialKeys {
    /** How many bytes a key has. */
    public static final int KEY_BYTES = 32;

    private static final int ID_BYTES = 4;

    private final List<String> ids;
    private final @Nullable Aead aead;

    private CredentialKeys(List<String> ids, @Nullable Aead aead) {
        this.ids = List.copyOf(ids);
        this.aead = aead;
    }

    /**
     * The keys as settings hold them.
     *
     * @param encoded each in base64; none at all means that nothing can be encrypted or decrypted
     * @throws IllegalArgumentException if one is not base64, not {@value #KEY_BYTES} bytes long or there twice, without
     *     repeating it
     */
    public static CredentialKeys ofBase64(List<String> encoded) {
        if (encoded.isEmpty()) {
            return new CredentialKeys(List.of(), null);
        }
        List<String> ids = new ArrayList<>();
        KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
        for (int i = 0; i < encoded.size(); i++) {
            byte[] key = key(i, encoded.get(i));
            int id = id(key);
            String name = name(id);
            if (ids.contains(name)) {
                throw new IllegalArgumentException("credential key " + i + " is there already");
            }
            ids.add(name);
            KeysetHandle.Builder.Entry entry =
                    KeysetHandle.importKey(tinkKey(key, id)).withFixedId(id);
            keyset.addEntry(i == 0 ? entry.makePrimary() : entry);
        }
        try {
            AeadConfig.register();
            return new CredentialKeys(ids, keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the credential keys cannot be used", e);
        }
    }

    /** Whether there is no key, so that there are no credentials. */
    public boolean isEmpty() {
        return aead == null;
    }

    /**
     * The id of the key that encrypts.
     *
     * @throws IllegalStateException if there is no key
     */
    public String primaryId() {
        present();
        return ids.getFirst();
    }

    /**
     * Encrypts for that binding alone.
     *
     * @throws IllegalStateException if there is no key
     */
    public ByteBuffer encrypt(byte[] plain, CredentialBinding binding) {
        try {
            return ByteBuffer.wrap(present().encrypt(plain, binding.bytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a credential could not be encrypted", e);
        }
    }

    /**
     * Decrypts what was encrypted for that binding; the buffer is left as it is.
     *
     * @param keyId of the key that encrypted it
     * @throws UndecryptableCredentialException if the key is not there or the ciphertext is not the binding's
     */
    public byte[] decrypt(ByteBuffer ciphertext, String keyId, CredentialBinding binding)
            throws UndecryptableCredentialException {
        if (!ids.contains(keyId) || aead == null) {
            throw new UndecryptableCredentialException(
                    "the key " + keyId + " is not among millrace.credentials.keys here");
        }
        byte[] bytes = new byte[ciphertext.remaining()];
        ciphertext.get(ciphertext.position(), bytes);
        try {
            return aead.decrypt(bytes, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new UndecryptableCredentialException(
                    "what is stored was not encrypted for this credential, or is damaged", e);
        }
    }

    private Aead present() {
        if (aead == null) {
            throw new IllegalStateException("millrace.credentials.keys is not set");
        }
        return aead;
    }

    @AccessesPartialKey
    private static AesGcmKey tinkKey(byte[] key, int id) {
        try {
            return AesGcmKey.builder()
                    .setParameters(AesGcmParameters.builder()
                            .setKeySizeBytes(KEY_BYTES)
                            .setIvSizeBytes(12)
                            .setTagSizeBytes(16)
                            .setVariant(AesGcmParameters.Variant.TINK)
                            .build())
                    .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                    .setIdRequirement(id)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a credential key cannot be used", e);
        }
    }

    private static int id(byte[] key) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key))
                    .getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String name(int id) {
        return HexFormat.of().formatHex(ByteBuffer.allocate(ID_BYTES).putInt(id).array());
    }

    private static byte[] key(int index, String encoded) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(encoded.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("credential key " + index + " is not base64", e);
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("credential key " + index + " has " + key.length + " bytes, not "
                    + KEY_BYTES + "; `openssl rand -base64 32` makes one");
        }
        return key;
    }
}
