package io.millrace.gateway.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.web.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"error\"",
                "[{\"error\": 1}]",
                "{}",
                "{\"error\": null}",
                "{\"error\": \"x\", \"more\": 1}",
                "{\"more\": 1, \"error\": \"x\"}",
                "{\"error\": 1e200000, \"error\": 2}",
                "{\"Error\": \"x\"}"
            })
    void isAValueUnlessItIsNothingButAnError(String json) {
        assertThat(CallbackBody.of(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(CallbackBody.Value.class, value -> assertThat(
                                UTF_8.decode(value.json()).toString())
                        .isEqualTo(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\": \"no\\u0021\"}                           | callback | no!          |",
                "{\"error\": {\"type\": \"t\", \"message\": \"mé\"}}  | t        | mé           | {\"type\": \"t\", \"message\": \"mé\"}",
                "{\"error\": {\"message\": \"m\", \"a\": [{}]}}       | callback | m            | {\"message\": \"m\", \"a\": [{}]}",
                "{\"error\": {\"type\": 4}}                           | callback | {\"type\": 4} | {\"type\": 4}",
                "{\"error\": [1e200000, {\"b\": 1}] }                 | callback | [1e200000, {\"b\": 1}] | [1e200000, {\"b\": 1}]",
                "{\"error\": 42}                                      | callback | 42           | 42",
                "{\"error\":true}                                     | callback | true         | true",
            })
    void readsErrors(String json, String type, String message, String details) {
        assertThat(CallbackBody.of(json.getBytes(UTF_8))).isInstanceOfSatisfying(CallbackBody.Fault.class, error -> {
            assertThat(error.type()).isEqualTo(type);
            assertThat(error.message()).isEqualTo(message);
            assertThat(error.details().map(bytes -> UTF_8.decode(bytes).toString()))
                    .isEqualTo(Optional.ofNullable(details));
        });
    }

    @Test
    void boundsErrors() {
        String text = "x".repeat(70_000);

        assertThat(CallbackBody.of("{\"error\": \"%s\"}".formatted(text).getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        CallbackBody.Fault.class,
                        error -> assertThat(error.message()).hasSize(4096).endsWith("…"));
        assertThatThrownBy(() ->
                        CallbackBody.of("{\"error\": [\"%s\"]}".formatted(text).getBytes(UTF_8)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("65536");
    }
}
