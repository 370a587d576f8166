package io.millrace.schemas.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CallbackKeysTest {
    private static final String OLD_KEY = key(1);
    private static final String NEW_KEY = key(2);
    private static final String URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final SplittableRandom random = new SplittableRandom(7);
    private final CallbackKeys keys = CallbackKeys.ofBase64(List.of(OLD_KEY));

    @Test
    void verifiesWhatItSigned() {
        for (int i = 0; i < 10_000; i++) {
            CallbackToken token = token();
            String text = keys.sign(token);

            assertThat(text).matches("[A-Za-z0-9_-]+").isEqualTo(keys.sign(token));
            assertThat(keys.verify(text)).contains(token);
        }
    }

    @Test
    void isShort() {
        var token = new CallbackToken(ExecutionId.create(Instant.now(), 3, random), "orders", "alice", "wait", "");

        assertThat(keys.sign(token)).hasSizeLessThan(80);
    }

    @Test
    void refusesEachChangeOfEachCharacter() {
        String text = keys.sign(token());
        for (int at = 0; at < text.length(); at++) {
            for (int other = 0; other < URL_SAFE.length(); other++) {
                String changed = text.substring(0, at) + URL_SAFE.charAt(other) + text.substring(at + 1);
                assertThat(keys.verify(changed).isPresent())
                        .as("%s instead of %s", changed, text)
                        .isEqualTo(changed.equals(text));
            }
        }
    }

    @Test
    void refusesWhatIsCutOrAddedTo() {
        String text = keys.sign(token());
        for (int length = 0; length < text.length(); length++) {
            assertThat(keys.verify(text.substring(0, length))).isEmpty();
        }
        for (String more : List.of("A", "AA", "AAAA", "=", "==", " ", "\n", "/", "ä")) {
            assertThat(keys.verify(text + more)).isEmpty();
        }
        assertThat(keys.verify("A".repeat(1_000_000))).isEmpty();
        assertThat(keys.verify("\ud800")).isEmpty();
    }

    /** A text's end must not be able to become the next one's beginning. */
    @Test
    void tellsTextsApart() {
        var id = ExecutionId.create(Instant.now(), 0, random);

        assertThat(keys.sign(new CallbackToken(id, "a", "bc", "d", "")))
                .isNotEqualTo(keys.sign(new CallbackToken(id, "ab", "c", "d", "")));
    }

    @Test
    void letsKeysBeChangedWhileTokensAreOut() {
        CallbackToken token = token();
        String before = keys.sign(token);
        CallbackKeys between = CallbackKeys.ofBase64(List.of(NEW_KEY, OLD_KEY));
        CallbackKeys after = CallbackKeys.ofBase64(List.of(NEW_KEY));

        assertThat(between.verify(before)).contains(token);
        assertThat(after.verify(before)).isEmpty();
        assertThat(after.verify(between.sign(token))).contains(token);
        assertThat(keys.verify(between.sign(token))).isEmpty();
    }

    @Test
    void hasNoDefaultKey() {
        CallbackKeys none = CallbackKeys.ofBase64(List.of());

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.verify(keys.sign(token()))).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> none.sign(token()));
    }

    @Test
    void refusesWeakKeysWithoutRepeatingThem() {
        String weak = Base64.getEncoder().encodeToString(new byte[31]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallbackKeys.ofBase64(List.of(OLD_KEY, weak)))
                .withMessageContaining("key 1")
                .withMessageNotContaining(weak);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallbackKeys.ofBase64(List.of("no base64!")))
                .withMessageNotContaining("no base64!");
    }

    private CallbackToken token() {
        return new CallbackToken(
                ExecutionId.create(Instant.ofEpochMilli(random.nextLong(1L << 40)), random.nextInt(4096), random),
                text(),
                text(),
                text(),
                text());
    }

    private String text() {
        return random.ints(random.nextInt(20), 0, 0xD800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String key(long seed) {
        byte[] key = new byte[32];
        new SplittableRandom(seed).nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
