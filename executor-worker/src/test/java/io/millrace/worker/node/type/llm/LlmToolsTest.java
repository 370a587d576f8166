package io.millrace.worker.node.type.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.Round;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rounds of tools, against a server that speaks the chat completions interface as its public specification says. */
class LlmToolsTest {
    private static final String TOOLS = """
            [{"name": "stock", "description": "How many are left", "workflowId": "count-stock", "parameters":
               {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}},
             {"name": "now", "workflowId": "tell-time"}]""";
    private static final Round FIRST = new Round(
            NodeCalls.json("""
            {"text": null, "finishReason": "tool_calls", "toolCalls": [
               {"id": "c1", "name": "stock", "arguments": {"item": "chair"}}, {"id": "c2", "name": "now", "arguments": "{x"}],
             "usage": {"inputTokens": 10, "outputTokens": 4, "totalTokens": 14}}"""),
            List.of(NodeCalls.json("{\"left\":5}"), NodeCalls.json("{\"error\":{\"type\":\"tool-arguments\"}}")));

    private final ChatServer server = new ChatServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void callsArePutTogetherWhileTheyStreamAndBecomeCallsOfWorkflows() throws Exception {
        server.streams(
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
                call(0, "\"id\":\"c1\",\"type\":\"function\",", "\"name\":\"stock\",", "{\\\"it"),
                call(0, "", "", "em\\\":\\\"canary-key\\\"}"),
                call(1, "\"id\":\"c2\",\"type\":\"function\",", "\"name\":\"now\",", ""),
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14}}");

        assertThat(run(List.of())).isInstanceOfSatisfying(NodeOutcome.Asks.class, asks -> {
            assertThat(asks.output())
                    .hasToString("{\"text\":null,\"finishReason\":\"tool_calls\",\"toolCalls\":["
                            + "{\"id\":\"c1\",\"name\":\"stock\",\"arguments\":{\"item\":\"***\"}},"
                            + "{\"id\":\"c2\",\"name\":\"now\",\"arguments\":{}}],"
                            + "\"usage\":{\"inputTokens\":9,\"outputTokens\":5,\"totalTokens\":14}}");
            assertThat(asks.asked())
                    .containsExactly(
                            new NodeOutcome.Calls("count-stock", NodeCalls.json("{\"item\":\"***\"}"), true),
                            new NodeOutcome.Calls("tell-time", NodeCalls.json("{}"), true));
        });
        JsonNode request = server.request();
        assertThat(request.at("/tools/0")).isEqualTo(JsonMapper.shared().readTree("""
                {"type": "function", "function": {"name": "stock", "description": "How many are left", "parameters":
                  {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}}}"""));
        assertThat(request.at("/tools/1/function/parameters/type").stringValue())
                .isEqualTo("object");
    }

    @Test
    void theNextRoundTellsWhatWasSaidAndAddsUp() throws Exception {
        answer("{\"content\":\"Five.\"}", "stop");

        assertThat(run(List.of(FIRST)))
                .isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(done.output())
                        .hasToString("{\"text\":\"Five.\",\"json\":null,\"finishReason\":\"stop\",\"toolCalls\":["
                                + "{\"round\":0,\"name\":\"stock\",\"arguments\":{\"item\":\"chair\"}},"
                                + "{\"round\":0,\"name\":\"now\",\"arguments\":\"{x\"}],"
                                + "\"usage\":{\"inputTokens\":30,\"outputTokens\":6,\"totalTokens\":36}}"));
        JsonNode messages = server.request().path("messages");
        assertThat(messages).isEqualTo(JsonMapper.shared().readTree("""
                [{"role": "user", "content": "How many?"},
                 {"role": "assistant", "content": null, "tool_calls": [
                   {"id": "c1", "type": "function", "function": {"name": "stock", "arguments": "{\\"item\\":\\"chair\\"}"}},
                   {"id": "c2", "type": "function", "function": {"name": "now", "arguments": "{x"}}]},
                 {"role": "tool", "tool_call_id": "c1", "content": "{\\"left\\":5}"},
                 {"role": "tool", "tool_call_id": "c2", "content": "{\\"error\\":{\\"type\\":\\"tool-arguments\\"}}"}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            price | {}                      | tool-unknown   | there is no tool 'price'; there are: stock, now
            stock | {\\"item\\":             | tool-arguments | not JSON
            stock | [1]                     | tool-arguments | no JSON object
            stock | {\\"item\\": 3}          | tool-arguments | /item
            """)
    void whatIsWrongWithACallIsForTheModelToMend(String name, String arguments, String type, String says)
            throws Exception {
        answer(
                calls("{\"id\":\"c\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}".formatted(name, arguments)),
                "stop");

        assertThat(run(List.of())).isInstanceOfSatisfying(NodeOutcome.Asks.class, asks -> assertThat(asks.asked())
                .singleElement()
                .isInstanceOfSatisfying(NodeOutcome.Failed.class, failed -> {
                    assertThat(failed.failure().getType()).isEqualTo(type);
                    assertThat(failed.failure().getMessage()).contains(says);
                }));
    }

    @Test
    void callsARoundAreBounded() throws Exception {
        String call = "{\"function\":{\"name\":\"now\",\"arguments\":\"\"}}";
        answer(calls((call + ",").repeat(16) + call), "tool_calls");

        assertThat(run(List.of())).isInstanceOfSatisfying(NodeOutcome.Asks.class, asks -> {
            assertThat(asks.asked()).hasSize(17).last().isInstanceOf(NodeOutcome.Failed.class);
            assertThat(asks.asked().subList(0, 16)).hasOnlyElementsOfType(NodeOutcome.Calls.class);
        });
    }

    @Test
    void roundsAndWhatIsSaidInThemAreBounded() throws Exception {
        String call = "{\"id\":\"c\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}";
        answer(calls(call), "tool_calls");

        assertThat(failure(run(List.of(FIRST)))).isEqualTo("llm-rounds");
        answer(calls(call), "length");
        assertThat(failure(run(List.of()))).isEqualTo("llm-length");
        var long1 = new Round(FIRST.output(), List.of(NodeCalls.json("\"" + "x".repeat(1024 * 1024) + "\"")));
        assertThat(failure(run(List.of(long1)))).isEqualTo("llm-conversation");
    }

    private static String call(int index, String id, String name, String arguments) {
        return "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d,%s\"function\":{%s\"arguments\":\"%s\"}}]}}]}"
                .formatted(index, id, name, arguments);
    }

    private static String calls(String calls) {
        return "{\"content\":null,\"tool_calls\":[" + calls + "]}";
    }

    private void answer(String message, String reason) {
        server.answers(
                "{\"choices\":[{\"message\":%s,\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":2,\"total_tokens\":22}}"
                        .formatted(message, reason));
    }

    private NodeOutcome run(List<Round> rounds) throws InterruptedException {
        return server.ask(NodeCalls.after(
                rounds,
                NodeCalls.call(
                        "llm",
                        "{\"credential\": \"model\", \"model\": \"m\", \"prompt\": \"How many?\", \"maxRounds\": 2, \"tools\": "
                                + TOOLS + "}",
                        "null")));
    }

    private static String failure(NodeOutcome outcome) {
        return ((NodeOutcome.Failed) outcome).failure().getType();
    }
}
