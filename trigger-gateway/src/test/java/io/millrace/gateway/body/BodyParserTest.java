package io.millrace.gateway.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class BodyParserTest {
    private static final String JSON = "application/json";

    private final BodyParser parser =
            new BodyParser(new GatewaySettings.Body(DataSize.ofBytes(1_000), 10, 20, 500, 5, 3, Duration.ofSeconds(1)));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 2}",
                " [1e300, -0.0, \"\\u0000\", {}]\n",
                "\"text\"",
                "true",
                "0",
                "{\"nested\": {\"$binary\": 1}}"
            })
    void jsonIsPassedOnAsItCame(String json) {
        assertThat(parser.toJson(JSON, json.getBytes(UTF_8))).asString(UTF_8).isEqualTo(json);
    }

    @Test
    void aByteOrderMarkIsLeftOut() {
        assertThat(parser.toJson(JSON, "\uFEFF[1]".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "{",
                "{} x",
                "1 2",
                "nul",
                "NaN",
                "{'a': 1}",
                "[1,]",
                "\"\\x\"",
                "\"\n\"",
                "{\"$ref\": 1}",
                "[[[[[[[[[[[1]]]]]]]]]]]",
                "123456789012345678901",
                "// no\n1"
            })
    void whatIsNotOneBoundedJsonValueIsRefused(String body) {
        assertRefused(JSON, body.getBytes(UTF_8), ProblemType.INVALID_BODY);
    }

    @Test
    void jsonIsUtf8() {
        assertRefused(JSON, "{\"a\": \"é\"}".getBytes(ISO_8859_1), ProblemType.INVALID_BODY);
        assertRefused(JSON, "{\"a\": 1}".getBytes(UTF_16), ProblemType.INVALID_BODY);
        assertRefused(JSON, new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, ProblemType.INVALID_BODY);
        assertRefused("application/json; charset=iso-8859-1", new byte[] {'1'}, ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void thePlaceOfTheErrorIsNamed() {
        assertRefused(JSON, "{\n  \"a\": oops}".getBytes(UTF_8), ProblemType.INVALID_BODY)
                .hasMessageContaining("line 2, column");
    }

    @Test
    void textIsDecodedByItsCharset() {
        assertThat(parser.toJson("text/plain; charset=iso-8859-1", "é".getBytes(ISO_8859_1)))
                .asString(UTF_8)
                .isEqualTo("\"é\"");
        assertRefused("text/plain", "é".getBytes(ISO_8859_1), ProblemType.INVALID_BODY);
        assertRefused("text/plain; charset=nonsense", new byte[] {'1'}, ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void reservedNamesAreNoFormFields() {
        assertRefused("application/x-www-form-urlencoded", "$binary=1".getBytes(UTF_8), ProblemType.INVALID_BODY);
        assertRefused("application/x-www-form-urlencoded", "a=%zz".getBytes(UTF_8), ProblemType.INVALID_REQUEST);
    }

    @Test
    void noBodyIsNull() {
        assertThat(parser.toJson(JSON, new byte[0])).asString(UTF_8).isEqualTo("null");
        assertThat(parser.toJson(null, new byte[0])).asString(UTF_8).isEqualTo("null");
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String contentType, byte[] body, ProblemType type) {
        return assertThatThrownBy(() -> parser.toJson(contentType, body))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
    }
}
