package io.millrace.expression;

import static io.millrace.expression.ExpressionFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static final String ODD = "{ \"a\" : 1.0, \"a\":1e200000,\t\"b\":\"\\u0000\\ud800\" }";

    @Test
    void bytesPassThroughUntouched() {
        Json odd = json(ODD);
        odd.tree();
        assertThat(odd).hasToString(ODD);
        assertThat(Json.object(Map.of("v", odd))).hasToString("{\"v\":" + ODD + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "\"x\\u0041\"", "{\"b\" : [1 ,2]}", "[ ]", "null", "true", "-12", "\"\""})
    void aMembersBytesAreThoseOfTheWhole(String value) {
        byte[] whole =
                ("xx{\"a\":{\"body\":1}, \"body\" : " + value + " , \"c\":0}yy").getBytes(StandardCharsets.UTF_8);
        Json json = Json.encoded(ByteBuffer.wrap(whole, 2, whole.length - 4).slice());
        assertThat(json.member("body").orElseThrow()).hasToString(value);
        assertThat(json.member("absent")).isEmpty();
        assertThat(json.member("c").orElseThrow()).hasToString("0");
    }

    @Test
    void neitherMovesNorLendsTheBufferItWasGiven() {
        ByteBuffer buffer = ByteBuffer.wrap("[1]".getBytes(StandardCharsets.UTF_8));
        Json json = Json.encoded(buffer);
        json.buffer().get();
        assertThat(buffer.position()).isZero();
        assertThat(json.size()).isEqualTo(3);
        assertThat(json.buffer().isReadOnly()).isTrue();
    }

    @Test
    void readsAReadOnlyBuffer() {
        Json json = Json.encoded(json("{\"a\":[1]}").buffer());
        assertThat(json.member("a").orElseThrow().items()).containsExactly(Json.of(1));
    }

    @Test
    void anObjectReadsOnlyTheMembersThatAreUsed() {
        Map<String, Json> nodes = new LinkedHashMap<>();
        nodes.put("broken", Json.encoded("{".getBytes(StandardCharsets.UTF_8)));
        nodes.put("fine", json("{\"x\":1}"));
        Scope scope =
                Scope.of(Json.NULL, Json.NULL, nodes, Json.EMPTY_OBJECT, Json.EMPTY_OBJECT, ExpressionFixture.TIME);
        assertThat(ExpressionFixture.evaluate("\"{{ nodes.fine.x }}\"", scope)).isEqualTo("1");
        assertThat(ExpressionFixture.evaluate("\"{{ $nodes.fine.x }}\"", scope)).isEqualTo("1");
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(Json.array(List.of(Json.of("a\ud800b\ud83d\ude00")))).hasToString("[\"a\ufffdb\ud83d\ude00\"]");
        assertThat(Json.object(Map.of("\udc00", Json.of(true)))).hasToString("{\"\ufffd\":true}");
    }

    @Test
    void wholeNumbersAreIntegersAndLargeOnesKeepTheirDigits() {
        Json numbers = json("[1.0, 1e3, 2147483648, 9007199254740993, 123456789012345678901, 0.5, 1e300, 1E400]");
        assertThat(Json.array(numbers.items()))
                .hasToString("[1,1000,2147483648,9007199254740993,123456789012345678901,0.5,1.0E300,1E+400]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "1 2", "nul", "{\"a\"}", "\ufeff", "NaN", "'a'", "[1] x"})
    void refusesWhatIsNotExactlyOneValue(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        assertThatThrownBy(() -> json("[".repeat(100_000))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> json("1".repeat(2_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void equalsByBytes() {
        assertThat(Json.of("a")).isEqualTo(json("\"a\"")).hasSameHashCodeAs(json("\"a\""));
        assertThat(json("1.0")).isNotEqualTo(json("1"));
    }
}
