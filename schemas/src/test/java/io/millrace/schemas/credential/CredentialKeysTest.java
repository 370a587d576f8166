package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.credential.CredentialBinding.Content;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialKeysTest {
    private static final String OLD = key(1);
    private static final String NEW = key(2);
    private static final UUID VERSION = new UUID(1, 2);
    private static final CredentialBinding BINDING = new CredentialBinding("ada", "stripe", VERSION, Content.DATA);
    private static final byte[] PLAIN = "a secret".getBytes(UTF_8);

    private final CredentialKeys keys = CredentialKeys.ofBase64(List.of(OLD));

    @Test
    void whatWasEncryptedIsDecrypted() throws Exception {
        ByteBuffer ciphertext = keys.encrypt(PLAIN, BINDING);

        assertThat(keys.decrypt(ciphertext, keys.primaryId(), BINDING)).isEqualTo(PLAIN);
        assertThat(keys.decrypt(ciphertext, keys.primaryId(), BINDING))
                .as("the buffer is left as it is")
                .isEqualTo(PLAIN);
        assertThat(keys.encrypt(PLAIN, BINDING)).as("never the same twice").isNotEqualTo(ciphertext);
        assertThat(new String(Payload.bytes(ciphertext), UTF_8)).doesNotContain("secret");
    }

    static List<CredentialBinding> others() {
        return List.of(
                new CredentialBinding("bob", "stripe", VERSION, Content.DATA),
                new CredentialBinding("ada", "paypal", VERSION, Content.DATA),
                new CredentialBinding("adas", "tripe", VERSION, Content.DATA),
                new CredentialBinding("ada", "stripe", new UUID(1, 3), Content.DATA),
                new CredentialBinding("ada", "stripe", VERSION, Content.TOKEN));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aCiphertextIsOfNoUseAnywhereElse(CredentialBinding other) {
        ByteBuffer ciphertext = keys.encrypt(PLAIN, BINDING);

        assertThatThrownBy(() -> keys.decrypt(ciphertext, keys.primaryId(), other))
                .isInstanceOf(UndecryptableCredentialException.class)
                .hasMessageContaining("not encrypted for this credential");
    }

    @Test
    void everyChangedBitIsNoticed() {
        byte[] ciphertext = Payload.bytes(keys.encrypt(PLAIN, BINDING));
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] changed = ciphertext.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> keys.decrypt(ByteBuffer.wrap(changed), keys.primaryId(), BINDING))
                    .isInstanceOf(UndecryptableCredentialException.class);
        }
    }

    @Test
    void keysAreChangedWithoutLosingAnything() throws Exception {
        CredentialKeys both = CredentialKeys.ofBase64(List.of(NEW, OLD));
        CredentialKeys newOnly = CredentialKeys.ofBase64(List.of(NEW));

        assertThat(both.decrypt(keys.encrypt(PLAIN, BINDING), keys.primaryId(), BINDING))
                .isEqualTo(PLAIN);
        assertThat(both.primaryId()).isEqualTo(newOnly.primaryId()).isNotEqualTo(keys.primaryId());
        assertThat(newOnly.decrypt(both.encrypt(PLAIN, BINDING), both.primaryId(), BINDING))
                .isEqualTo(PLAIN);
        assertThatThrownBy(() -> newOnly.decrypt(keys.encrypt(PLAIN, BINDING), keys.primaryId(), BINDING))
                .isInstanceOf(UndecryptableCredentialException.class)
                .hasMessageContaining(keys.primaryId());
    }

    @Test
    void keysThatCannotBeUsedAreRefusedWithoutRepeatingThem() {
        assertThatThrownBy(() -> CredentialKeys.ofBase64(List.of("no base64!")))
                .hasMessage("credential key 0 is not base64");
        String tooShort = Base64.getEncoder().encodeToString(new byte[31]);
        assertThatThrownBy(() -> CredentialKeys.ofBase64(List.of(OLD, tooShort)))
                .hasMessageStartingWith("credential key 1 has 31 bytes")
                .hasMessageNotContaining(tooShort);
        assertThatThrownBy(() -> CredentialKeys.ofBase64(List.of(OLD, NEW, OLD)))
                .hasMessage("credential key 2 is there already");
        CredentialKeys none = CredentialKeys.ofBase64(List.of());
        assertThat(none.isEmpty()).isTrue();
        assertThatThrownBy(() -> none.encrypt(PLAIN, BINDING)).isInstanceOf(IllegalStateException.class);
    }

    private static String key(int seed) {
        byte[] key = new byte[CredentialKeys.KEY_BYTES];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }
}
