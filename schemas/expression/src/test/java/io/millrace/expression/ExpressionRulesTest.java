package io.millrace.expression;

import static io.millrace.expression.ExpressionFixture.evaluate;
import static io.millrace.expression.ExpressionFixture.json;
import static io.millrace.expression.ExpressionFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Each line is a rule of the public contract: the template, and the JSON that {@code {"v": template}} comes to. */
class ExpressionRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # A string that is one expression keeps its value's type; with text around it, it is a string.
                    {{ trigger.body.id }}               | {"v":7}
                    {{ trigger.body.items }}            | {"v":[{"price":2,"quantity":3},{"price":1.5,"quantity":2}]}
                    no. {{ trigger.body.id }}!          | {"v":"no. 7!"}
                    {{ input.name }}-{{ 1 + 1 }}        | {"v":"Ada-2"}
                    list {{ trigger.body.strings }}     | {"v":"list [\\"a\\",\\"b\\"]"}
                    nothing to see                      | {"v":"nothing to see"}
                    # The closing braces are found by the parser; a backslash makes them text.
                    {{ {"a": {"b": 1}} }}               | {"v":{"a":{"b":1}}}
                    {{ "}}" }}                          | {"v":"}}"}
                    \\{{ trigger }}                     | {"v":"{{ trigger }}"}
                    # The names, and the same as variables.
                    {{ trigger.kind }} {{ $trigger.method }} | {"v":"webhook POST"}
                    {{ trigger.query.q & trigger.params.id }} | {"v":"142"}
                    {{ trigger.headers.`x-request-id` }} | {"v":"r1"}
                    {{ nodes.total.total }}             | {"v":120.5}
                    {{ nodes.total.total > 100 }}       | {"v":true}
                    {{ $nodes.total.total }}            | {"v":120.5}
                    {{ execution.id & workflow.id & $execution.callbacks.ok & $workflow.version }} | {"v":"e1ordershttp://c/13"}
                    {{ execution.startedAt }}           | {"v":"2026-11-21T09:59:59.000Z"}
                    {{ trigger.body.items[price > $trigger.body.one].quantity }} | {"v":[3,2]}
                    {{ trigger.body.items.(price * $input.factor) }} | {}
                    {{ $input.name }}                   | {"v":"Ada"}
                    {{ $$.input.name }}                 | {"v":"Ada"}
                    {{ $sum(trigger.body.items.(price * quantity)) }} | {"v":9}
                    # Missing leaves the key out, null stays, text has nothing for missing.
                    {{ trigger.body.absent }}           | {}
                    {{ nodes.absent.x }}                | {}
                    {{ item }}                          | {}
                    {{ trigger.body.none }}             | {"v":null}
                    {{ $trigger.body.none }}            | {"v":null}
                    {{ null }}                          | {"v":null}
                    {{ nodes.total.none }}              | {"v":null}
                    <{{ trigger.body.absent }}>         | {"v":"<>"}
                    <{{ trigger.body.none }}>           | {"v":"<null>"}
                    {{ nodes.list }}                    | {"v":[1,null,3]}
                    {{ nodes.list[1] }}                 | {"v":null}
                    {{ nodes.list[2] }}                 | {"v":3}
                    {{ $count(nodes.list) }}            | {"v":3}
                    {{ {"a": trigger.body.none, "b": trigger.body.absent} }} | {"v":{"a":null}}
                    {{ [trigger.body.none, trigger.body.absent, 1] }} | {"v":[null,1]}
                    {{ $exists(trigger.body.none) }}    | {"v":true}
                    {{ $exists(trigger.body.absent) }}  | {"v":false}
                    {{ trigger.body.none = null }}      | {"v":true}
                    {{ $type(trigger.body.none) }}      | {"v":"null"}
                    # Sequences of one collapse, square brackets keep the list.
                    {{ trigger.body.single.n }}         | {"v":1}
                    {{ trigger.body.single }}           | {"v":[{"n":1}]}
                    {{ trigger.body.single.n[] }}       | {"v":[1]}
                    {{ trigger.body.items[price = 2] }} | {"v":{"price":2,"quantity":3}}
                    {{ [] }}                            | {"v":[]}
                    {{ {} }}                            | {"v":{}}
                    {{ $pad("a", 3) & $pad("b", -4, "01") }} | {"v":"a  010b"}
                    # Numbers pass through exactly, arithmetic is IEEE double, whole results are integers.
                    {{ trigger.body.big }}              | {"v":9007199254740993}
                    {{ trigger.body.huge }}             | {"v":123456789012345678901234567890}
                    {{ trigger.body.pi }}               | {"v":3.25}
                    {{ trigger.body.one }}              | {"v":1}
                    {{ 0.1 + 0.2 }}                     | {"v":0.30000000000000004}
                    {{ 10 / 4 }} {{ 10 / 5 }}           | {"v":"2.5 2"}
                    {{ 10 / 5 }}                        | {"v":2}
                    {{ 2 * 3.5 }}                       | {"v":7}
                    {{ -trigger.body.id }}              | {"v":-7}
                    {{ $power(2, 40) }}                 | {"v":1099511627776}
                    {{ $sum([0.5, 0.5]) }}              | {"v":1}
                    {{ trigger.body.id in [5, 7] }}     | {"v":true}
                    {{ trigger.body.single.n = 1.0 }}   | {"v":true}
                    {{ trigger.body.items[0] = {"price": 2, "quantity": 3} }} | {"v":true}
                    # The clock is the node's start.
                    {{ $now() }}                        | {"v":"2026-11-21T10:00:00.123Z"}
                    {{ $millis() }}                     | {"v":1795255200123}
                    {{ $now("[Y0001]/[M01]") }}         | {"v":"2026/11"}
                    {{ $map([1,2], function($i) { $millis() })[0] }} | {"v":1795255200123}
                    # Functions of the language.
                    {{ $uppercase(input.name) ~> $substring(0, 2) }} | {"v":"AD"}
                    {{ $replace("a-b", /-/, "+") }}     | {"v":"a+b"}
                    {{ $match("ab12", /[0-9]+/).match }} | {"v":"12"}
                    {{ $split("a,b", ",") }}            | {"v":["a","b"]}
                    {{ trigger.body.items^(>quantity).price }} | {"v":[2,1.5]}
                    {{ $sort(trigger.body.strings, function($a, $b) { $a < $b }) }} | {"v":["b","a"]}
                    {{ $merge([input, {"name": "Bob"}]) }} | {"v":{"name":"Bob","nothing":null}}
                    {{ $append(nodes.list, 4) }}        | {"v":[1,null,3,4]}
                    {{ $reverse(trigger.body.strings) }} | {"v":["b","a"]}
                    {{ $keys(input) }}                  | {"v":["name","nothing"]}
                    {{ trigger.body.items{$string(price): quantity} }} | {"v":{"2":3,"1.5":2}}
                    {{ [1..3] }}                        | {"v":[1,2,3]}
                    {{ $string(input) }}                | {"v":"{\\"name\\":\\"Ada\\",\\"nothing\\":null}"}
                    {{ ($x := 2; $x * $x) }}            | {"v":4}
                    {{ trigger.body.flag ? "y" : "n" }} | {"v":"n"}
                    {{ $lookup(input, "name") }}        | {"v":"Ada"}
                    {{ **.price }}                      | {"v":[2,1.5]}
                    """)
    void evaluatesAsTheContractSays(String template, String expected) {
        assertThat(evaluate("{\"v\":" + JsonMapper.shared().writeValueAsString(template) + "}"))
                .isEqualTo(expected);
    }

    @Test
    void transformsACopy() {
        assertThat(evaluate("\"{{ input ~> |$|{'x': 1}| }}\""))
                .isEqualTo("{\"name\":\"Ada\",\"nothing\":null,\"x\":1}");
    }

    @Test
    void missingIsNullInAList() {
        assertThat(evaluate("[\"{{ trigger.body.absent }}\", \"{{ trigger.body.none }}\", 1, \"a{{ item }}\"]"))
                .isEqualTo("[null,null,1,\"a\"]");
    }

    @Test
    void expressionsStandAtAnyDepthButNotInKeys() {
        assertThat(evaluate("{\"a\": [{\"b\": \"{{ input.name }}\"}], \"{{ input.name }}\": true}"))
                .isEqualTo("{\"a\":[{\"b\":\"Ada\"}],\"{{ input.name }}\":true}");
    }

    @Test
    void escapesAreUndoneWhereNothingIsEvaluated() {
        assertThat(evaluate("{\"a\": [\"\\\\{{ x }}\"]}")).isEqualTo("{\"a\":[\"{{ x }}\"]}");
    }

    @Test
    void aLoopAddsItemAndIndex() {
        assertThat(evaluate("\"{{ [item.n, $item.n, index, $index] }}\"", scope().inLoop(json("{\"n\": 5}"), 2)))
                .isEqualTo("[5,5,2,2]");
    }

    @Test
    void literalParametersAreNeverEvaluated() {
        Parameters parameters = ExpressionFixture.compile(
                        "switch", "{\"value\": \"{{ 1 + 1 }}\", \"cases\": [\"{{ 1 + 1 }}\"]}")
                .in(scope());
        assertThat(parameters.require("cases").toString()).isEqualTo("[\"{{ 1 + 1 }}\"]");
        assertThat(parameters.require("value").text()).isEqualTo("2");
    }

    @Test
    void whatIsNotGivenHasTheDescriptorsDefault() {
        Parameters parameters =
                ExpressionFixture.compile("http", "{\"url\": \"http://a\"}").in(scope());
        assertThat(parameters.text("method")).contains("GET");
        assertThat(parameters.find("body")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {{ trigger.body.flag }}           | false
                    {{ trigger.body.absent }}         | false
                    {{ trigger.body.none }}           | false
                    {{ trigger.body.empty }}          | false
                    {{ trigger.body.zero }}           | false
                    {{ [] }}                          | false
                    {{ {} }}                          | false
                    {{ [0] }}                         | false
                    {{ trigger.body.absent > 1 }}     | false
                    {{ trigger.body.text }}           | true
                    {{ trigger.body.id > 5 }}         | true
                    {{ trigger.body.items }}          | true
                    {{ input }}                       | true
                    {{ trigger.body.id = 7 and nodes.total.total > 100 }} | true
                    """)
    void aConditionIsTheLanguagesBoolean(String template, boolean expected) {
        assertThat(ExpressionFixture.compile("if", "{\"condition\": \"" + template + "\"}")
                        .in(scope())
                        .condition("condition"))
                .isEqualTo(expected);
    }
}
