package io.millrace.worker.node.type;

import static io.millrace.worker.node.NodeCalls.call;
import static io.millrace.worker.node.NodeCalls.json;
import static io.millrace.worker.node.NodeCalls.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.expression.ExpressionException;
import io.millrace.worker.node.Join;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickNodesTest {

    @Test
    void triggersHandOnTheBodyAsTheBytesItCameIn() {
        assertThat(new WebhookNode().run(call("webhook", "{\"path\":\"p\"}", "null")))
                .isEqualTo(completed("main", "{\"n\" : 1.0}"));
        assertThat(new ManualNode().run(call("manual", "{}", "null"))).isEqualTo(completed("main", "{\"n\" : 1.0}"));
    }

    @Test
    void setMakesAnObject() {
        String parameters = "{\"values\": {\"a\": {\"b\": [\"{{ input.x }}\"]}, \"gone\": \"{{ input.y }}\"}}";
        assertThat(new SetNode().run(call("set", parameters, "{\"x\":5}")))
                .isEqualTo(completed("main", "{\"a\":{\"b\":[5]}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"x":5,"y":{"z":1}} | {"x":6,"y":{"z":1},"w":1}
                    [1,2]               | {"x":6,"w":1}
                    null                | {"x":6,"w":1}
                    """)
    void setKeepsTheInputsOtherKeysIfAsked(String input, String output) {
        String parameters = "{\"values\": {\"x\": 6, \"w\": 1}, \"keepInput\": true}";
        assertThat(new SetNode().run(call("set", parameters, input))).isEqualTo(completed("main", output));
    }

    @Test
    void ifPassesItsInputOnByTheConditionsOutput() {
        String parameters = "{\"condition\": \"{{ input.x > 4 }}\"}";
        assertThat(new IfNode().run(call("if", parameters, "{\"x\" : 5}"))).isEqualTo(completed("true", "{\"x\" : 5}"));
        assertThat(new IfNode().run(call("if", parameters, "{\"x\":4}"))).isEqualTo(completed("false", "{\"x\":4}"));
        assertThat(new IfNode().run(call("if", parameters, "{}"))).isEqualTo(completed("false", "{}"));
    }

    @Test
    void ifNamesTheParameterThatComparesNull() {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(
                        () -> new IfNode().run(call("if", "{\"condition\": \"{{ input.x > 4 }}\"}", "{\"x\":null}")))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo("/condition"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "a"    | a
                    1      | 1
                    1.0    | 1
                    true   | true
                    null   | null
                    {"k":1}| {"k":1}
                    "A"    | default
                    ""     | default
                    """)
    void switchComparesByStringForm(String value, String output) {
        String parameters =
                "{\"value\": \"{{ input }}\", \"cases\": [\"a\", \"1\", \"true\", \"null\", \"{\\\"k\\\":1}\"]}";
        assertThat(new SwitchNode().run(call("switch", parameters, value))).isEqualTo(completed(output, value));
    }

    @Test
    void switchTakesDefaultForAMissingValue() {
        assertThat(new SwitchNode().run(call("switch", "{\"value\": \"{{ input.x }}\", \"cases\": [\"null\"]}", "{}")))
                .isEqualTo(completed("default", "{}"));
    }

    @ParameterizedTest
    @CsvSource({"all, ALL", "any, ANY", "firstSuccessful, FIRST_SUCCESSFUL"})
    void mergeJoinsAsItsModeSays(String mode, Join join) {
        assertThat(new MergeNode().join(node("merge", "{\"mode\":\"" + mode + "\"}", Optional.empty())))
                .isEqualTo(join);
    }

    @Test
    void mergeWaitsForAllByDefaultAndPassesOnWhatArrived() {
        assertThat(new MergeNode().join(node("merge", "{}", Optional.empty()))).isEqualTo(Join.ALL);
        assertThat(new MergeNode().run(call("merge", "{}", "{\"a\":1}"))).isEqualTo(completed("main", "{\"a\":1}"));
    }

    @Test
    void othersRunWithWhateverArrived() {
        QuickNode set = new SetNode();
        assertThat(set.join(node("set", "{}", Optional.empty()))).isEqualTo(Join.AT_LEAST_ONE);
    }

    @Test
    void respondGivesAnAnswer() {
        String parameters =
                "{\"status\": 201, \"headers\": {\"X-A\": \"{{ input.x }}\", \"X-B\": null}, \"body\": [1]}";
        assertThat(new RespondNode().run(call("respond", parameters, "{\"x\":5}")))
                .isEqualTo(completed("main", "{\"status\":201,\"headers\":{\"X-A\":\"5\"},\"body\":[1]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": 99}",
                "{\"headers\": {\"Content-Length\": 1}}",
                "{\"headers\": {\"a b\": 1}}",
                "{\"headers\": {\"X-A\": \"a\\nX-B: b\"}}"
            })
    void respondRefusesWhatCannotBeSent(String parameters) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> new RespondNode().run(call("respond", parameters, "null")));
    }

    private static NodeOutcome completed(String outputName, String output) {
        return new NodeOutcome.Completed(outputName, json(output));
    }
}
