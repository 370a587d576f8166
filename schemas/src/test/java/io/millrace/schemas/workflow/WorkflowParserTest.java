package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.HOOK;
import static io.millrace.schemas.workflow.Definitions.connection;
import static io.millrace.schemas.workflow.Definitions.node;
import static io.millrace.schemas.workflow.Definitions.problems;
import static io.millrace.schemas.workflow.Definitions.set;
import static io.millrace.schemas.workflow.Definitions.valid;
import static io.millrace.schemas.workflow.Definitions.workflow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowParserTest {

    @Test
    void tellsEverythingAtOnce() {
        String definition = """
                { "name": " ", "colour": "red", "vars": {},
                  "nodes": [
                    { "id": "hook", "type": "webhook", "parameters": { "path": "/orders", "method": "post", "authentication": [] } },
                    { "id": "hook", "type": "set", "parameters": { "values": { "a/b": "{{ x + }}" } }, "onError": "ignore" },
                    { "id": "sum", "type": "sett" },
                    { "id": "2nd", "type": "http", "parameters": { "url": 5 }, "retry": { "maxAttempts": 0 } },
                    { "id": "lost", "type": "merge" } ],
                  "connections": [
                    { "from": "hook", "to": "gone" }, { "from": "hook", "output": "false", "to": "sum" },
                    { "from": "sum", "output": "whatever", "to": "2nd" }, { "from": "2nd", "to": "sum", "colour": 1 } ],
                  "settings": { "timeout": "5 minutes", "maxConcurrent": 3, "labels": { "a,b": "x" } } }
                """;

        assertProblems(
                definition,
                "/name must not be blank",
                "/colour unknown key",
                "/vars the key is reserved",
                "/nodes/0/parameters/path segments must not be empty",
                "/nodes/0/parameters/method must be one of",
                "/nodes/0/parameters/authentication 'webhook' has no such parameter; it has: path, method, respond,",
                "/nodes/1/id the id is that of /nodes/0 already",
                "/nodes/1/parameters/values/a~1b Unexpected end of expression (at character 7)",
                "/nodes/1/onError must be one of",
                "/nodes/2/type there is no type 'sett'; there are: code, email, forEach, http, if,",
                "/nodes/3/id must be a letter followed by",
                "/nodes/3/parameters/url integer found, string expected",
                "/nodes/3/retry/maxAttempts must have a minimum value of 1",
                "/nodes/4 'lost' cannot be reached from a trigger",
                "/connections/0/to there is no node 'gone' in this graph",
                "/connections/1/output 'hook' (webhook) has no output 'false'; it has: main",
                "/connections/3/colour unknown key",
                "/connections/3 closes the cycle sum → 2nd → sum",
                "/settings/timeout must be an ISO 8601 duration",
                "/settings/labels/a,b not a valid name here");
    }

    @Test
    void aSoundDefinitionHasNoProblems() {
        valid(workflow(
                List.of(
                        HOOK,
                        node(
                                "when",
                                "switch",
                                "{ \"value\": \"{{ trigger.body.kind }}\", \"cases\": [\"a\", \"b c\"] }"),
                        node("call", "http", """
                                { "method": "{{ input.method }}", "url": "https://{{ input.host }}/x", "headers": { "X-A": "{{ a }}", "X-B": 1 },
                                  "query": { "q": ["a", "{{ b }}"] }, "body": null, "response": "json" }"""),
                        set("early"),
                        node("join", "merge", "{ \"mode\": \"any\" }")),
                connection("hook when"),
                connection("when a call"),
                connection("when b c call".replace("b c", "default")),
                connection("call error join"),
                connection("call join"),
                connection("when error early"),
                connection("early join")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{ \"name\": | not JSON: Unexpected end-of-input within/between Object entries (line 1, column 10)",
                "{\"a\": 1,~ \"a\": 2} | not JSON: Duplicate Object property \"a\" (line 2, column 5)",
                "{\"a\": 01} | not JSON: Invalid numeric value: Leading zeroes not allowed (line 1, column 8)",
                "{} {} | not JSON: Trailing token",
                "[] | a definition is a JSON object",
                "## | a definition is a JSON object",
            })
    void whatIsNotJsonIsNamedWithItsPlace(String document, String message) {
        assertThat(problems(document.replace('~', '\n'))).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEmpty();
            assertThat(problem.message()).startsWith(message).doesNotContain("Source:", "StreamRead");
        });
    }

    @Test
    void boundsHold() {
        String deep = "{\"ui\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertThat(problems(deep))
                .singleElement()
                .asString()
                .contains("nesting depth (65)")
                .doesNotContain("Stream");
        assertThat(problems(new byte[1024 * 1024 + 1]))
                .singleElement()
                .asString()
                .contains("at most 1048576 bytes");
        assertThat(problems(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .singleElement()
                .asString()
                .contains("UTF-8");
        assertProblems(
                workflow(
                        List.of(HOOK, node("a", "set", "{ \"values\": { \"x\": 1e400, \"y\": -1e999999999 } }")),
                        connection("hook a")),
                "/nodes/1/parameters/values/x the number is out of range",
                "/nodes/1/parameters/values/y the number is out of range");
        assertProblems(
                "{ \"name\": \"n\", \"nodes\": [%s], \"settings\": { \"maxConcurrent\": 1e999999999 } }"
                        .formatted(HOOK),
                "/settings/maxConcurrent the number is out of range",
                "/settings/maxConcurrent must have a maximum value of");
        String growing = "{ \"name\": \"n\", \"nodes\": [%s], \"ui\": { \"x\": [%s1] } }"
                .formatted(HOOK, "1e1,".repeat(250_000));
        assertThat(problems(growing)).singleElement().asString().contains("at most 1048576 bytes");
        String many = String.join(",", Collections.nCopies(600, "{}"));
        assertThat(problems("{ \"name\": \"n\", \"nodes\": [" + many + "] }"))
                .hasSize(ParseResult.Invalid.MAX_PROBLEMS);
    }

    @Test
    void theGraphMustMakeSense() {
        assertProblems(workflow(List.of(set("a"))), "/nodes there is no trigger");
        assertProblems(
                workflow(List.of(HOOK, set("a")), connection("hook a"), connection("a a")),
                "/connections/1 closes the cycle a → a");
        assertProblems(
                workflow(
                        List.of(HOOK, set("a"), set("b"), set("c")),
                        connection("hook a"),
                        connection("a b"),
                        connection("b c"),
                        connection("c a"),
                        connection("c b")),
                "/connections/3 closes the cycle a → b → c → a",
                "/connections/4 closes the cycle b → c → b");
        assertProblems(
                workflow(
                        List.of(HOOK, set("a")), connection("hook a"), connection("hook main a"), connection("a hook")),
                "/connections/1 the same connection as /connections/0",
                "/connections/2/to 'hook' is a trigger (webhook), which takes no input",
                "/connections/2 closes the cycle hook → a → hook");
        assertProblems(
                workflow(List.of(HOOK, set("a")), connection("hook error a")),
                "/connections/0/output 'hook' (webhook) has no output 'error'; it has: main");
        assertProblems(
                workflow(
                        List.of(HOOK, node("s", "switch", "{ \"value\": 1, \"cases\": [\"x\"] }"), set("a")),
                        connection("hook s"),
                        connection("s x a"),
                        connection("s y a"),
                        connection("s a")),
                "/connections/2/output 's' (switch) has no output 'y'; it has: x, default, error",
                "/connections/3 's' (switch) has no output 'main'");
        assertProblems(
                workflow(List.of("{ \"id\": \"m\", \"type\": \"manual\", \"disabled\": true }")),
                "/nodes/0/disabled a trigger has no input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "error", "main"})
    void someNamesAreNoCaseNames(String name) {
        assertProblems(
                workflow(
                        List.of(
                                HOOK,
                                node("s", "switch", "{ \"value\": 1, \"cases\": [\"x\", \"%s\"] }".formatted(name))),
                        connection("hook s")),
                "/nodes/1/parameters/cases/1 ");
    }

    @Test
    void onlyWhatAnExpressionLeavesOpenIsLeftOpen() {
        assertProblems(
                workflow(List.of(HOOK, node("h", "http", """
                                { "url": "{{ x }}", "method": "{{ y", "headers": { "bad name": "{{ z }}", "ok": {"a": "{{ w }}"} },
                                  "query": "a={{ b }}", "response": "{{ r }}" }""")), connection("hook h")),
                "/nodes/1/parameters/method The expression has no closing }} (at character 0)",
                "/nodes/1/parameters/headers/bad name not a valid name here",
                "/nodes/1/parameters/headers/ok object found,",
                "/nodes/1/parameters/response must be one of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "a//b | segments must not be empty",
                "a/ | segments must not be empty",
                "## | segments must not be empty",
                "a b | cannot be a segment",
                "a/../b | cannot be a segment",
                "a/:x/:x | ':x' is there twice",
                "a/:1 | must be a letter",
                "a/: | must be a letter",
            })
    void pathsMustBeCallable(String path, String message) {
        assertProblems(
                workflow(List.of(node("hook", "webhook", "{ \"path\": \"%s\" }".formatted(path)))),
                "/nodes/0/parameters/path ");
        assertThat(problems(workflow(List.of(node("hook", "webhook", "{ \"path\": \"%s\" }".formatted(path)))))
                        .getFirst()
                        .message())
                .contains(message);
    }

    @Test
    void noTwoWebhooksTakeOneRequest() {
        String one = node("one", "webhook", "{ \"path\": \"a/:x\", \"method\": [\"GET\", \"POST\"] }");

        assertProblems(
                workflow(List.of(one, node("two", "webhook", "{ \"path\": \"a/:y\", \"method\": \"ANY\" }"))),
                "/nodes/1/parameters/path 'one' takes GET requests to the same path already");
        valid(workflow(List.of(
                one,
                node("two", "webhook", "{ \"path\": \"a/:x\", \"method\": \"PUT\" }"),
                node("three", "webhook", "{ \"path\": \"a/b\", \"method\": \"ANY\" }"))));
    }

    private static ListAssert<Problem> assertProblems(String definition, String... expected) {
        List<Problem> found = problems(definition);
        ListAssert<Problem> problems = assertThat(found);
        Arrays.stream(expected)
                .forEach(text -> problems.anySatisfy(problem ->
                        assertThat(problem.pointer() + " " + problem.message()).startsWith(text)));
        return problems.hasSize(expected.length);
    }

    @Test
    void mostProblemsAreFoundInABrokenDocumentWithoutTrouble() {
        assertThat(problems("{\"nodes\": {\"a\": 1}, \"connections\": [1, {}, null], \"settings\": 5}".getBytes(UTF_8)))
                .extracting(Problem::pointer)
                .contains("", "/nodes", "/connections/0", "/connections/1", "/connections/2", "/settings");
    }
}
