package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String SECRET = "s3cr\u00e9t/+ \"value\"";

    private final Secrets secrets = Secrets.of(List.of("abc", "longer-secret-1", SECRET, "longer-secret"));

    @Test
    void secretsAreMaskedWhereverTheyAre() {
        assertThat(secrets.mask("x" + SECRET + "y" + SECRET)).isEqualTo("x***y***");
        assertThat(secrets.mask("a=" + URLEncoder.encode(SECRET, UTF_8) + "&b")).isEqualTo("a=***&b");
        assertThat(secrets.mask("a=" + URLEncoder.encode(SECRET, UTF_8).replace("+", "%20") + "&b"))
                .isEqualTo("a=***&b");
        assertThat(secrets.mask("{\"a\":\"s3cr\u00e9t/+ \\\"value\\\"\"}")).isEqualTo("{\"a\":\"***\"}");
        assertThat(secrets.mask("longer-secret-1, longer-secret")).isEqualTo("***, ***");
    }

    @Test
    void aSecretThatWasCutIsMaskedToo() {
        assertThat(secrets.mask("the key is longer-sec")).isEqualTo("the key is ***");
        assertThat(secrets.mask("a longer road")).isEqualTo("a longer road");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user:"})
    void secretsAreMaskedInWhateverBase64TheyArePartOf(String before) {
        for (String after : List.of("", "z", "zz", "zzz")) {
            byte[] plain = (before + SECRET + after).getBytes(UTF_8);

            assertThat(secrets.mask(Base64.getEncoder().encodeToString(plain))).contains("***");
            assertThat(secrets.mask(Base64.getUrlEncoder().withoutPadding().encodeToString(plain)))
                    .contains("***");
        }
    }

    @Test
    void whatIsNoSecretIsLeftAlone() {
        String text = "abc, a longer text without any";
        assertThat(secrets.mask(text)).isSameAs(text);
        assertThat(Secrets.NONE.isEmpty()).isTrue();
        assertThat(Secrets.of(List.of("abc")).isEmpty()).isTrue();
    }
}
