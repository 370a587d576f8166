package io.millrace.worker.node.type.llm;

import io.millrace.expression.Json;
import io.millrace.worker.node.Round;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said so far between the model and its tools. It is all in the rounds as they were recorded.
 *
 * @param rounds those that are over
 */
record Conversation(List<Round> rounds) {
    private static final Map<String, String> TOKENS = counts();

    /** The names of the counts, and what servers call them. */
    private static Map<String, String> counts() {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("inputTokens", "prompt_tokens");
        counts.put("outputTokens", "completion_tokens");
        counts.put("totalTokens", "total_tokens");
        return counts;
    }

    /** How much it takes, in bytes of JSON. */
    long size() {
        return rounds.stream().mapToLong(Round::size).sum();
    }

    /** It as the chat completions interface wants it. */
    List<Json> messages() {
        List<Json> messages = new ArrayList<>();
        for (Round round : rounds) {
            List<Json> calls = calls(round);
            Map<String, Json> said = new LinkedHashMap<>();
            said.put("role", Json.of("assistant"));
            said.put("content", member(round.output(), "text"));
            said.put(
                    "tool_calls",
                    Json.array(calls.stream().map(Conversation::asked).toList()));
            messages.add(Json.object(said));
            for (int i = 0; i < calls.size(); i++) {
                Map<String, Json> answer = new LinkedHashMap<>();
                answer.put("role", Json.of("tool"));
                answer.put("tool_call_id", member(calls.get(i), "id"));
                answer.put("content", Json.of(text(round.answers().get(i))));
                messages.add(Json.object(answer));
            }
        }
        return messages;
    }

    /** What the model said in a round that asks for tools, as it is recorded. */
    static Json said(Completion completion) {
        Map<String, Json> said = new LinkedHashMap<>();
        said.put("text", completion.text().isEmpty() ? Json.NULL : Json.of(completion.text()));
        said.put("finishReason", Json.of(completion.finishReason()));
        said.put(
                "toolCalls",
                Json.array(completion.toolCalls().stream()
                        .map(Tool.ToolCall::recorded)
                        .toList()));
        said.put("usage", new Conversation(List.of()).usage(completion));
        return Json.object(said);
    }

    /** What the node hands on. */
    Json output(Completion last, Json json) {
        Map<String, Json> output = new LinkedHashMap<>();
        output.put("text", Json.of(last.text()));
        output.put("json", json);
        output.put("finishReason", Json.of(last.finishReason()));
        output.put("toolCalls", Json.array(toolCalls()));
        output.put("usage", usage(last));
        return Json.object(output);
    }

    private List<Json> toolCalls() {
        List<Json> all = new ArrayList<>();
        for (int number = 0; number < rounds.size(); number++) {
            for (Json call : calls(rounds.get(number))) {
                Map<String, Json> shown = new LinkedHashMap<>();
                shown.put("round", Json.of(number));
                shown.put("name", member(call, "name"));
                shown.put("arguments", member(call, "arguments"));
                all.add(Json.object(shown));
            }
        }
        return all;
    }

    /** The counts of all rounds together; null where one of them is not known. */
    private Json usage(Completion last) {
        Map<String, Json> usage = new LinkedHashMap<>();
        TOKENS.forEach((name, kind) -> {
            long sum = last.tokens(kind);
            for (Round round : rounds) {
                Json count = member(member(round.output(), "usage"), name);
                sum = sum < 0 || count.isNull() ? -1 : sum + Long.parseLong(count.text());
            }
            usage.put(name, sum < 0 ? Json.NULL : Json.of(sum));
        });
        return Json.object(usage);
    }

    private static Json asked(Json call) {
        Map<String, Json> function = new LinkedHashMap<>();
        function.put("name", member(call, "name"));
        function.put("arguments", Json.of(text(member(call, "arguments"))));
        Map<String, Json> asked = new LinkedHashMap<>();
        asked.put("id", member(call, "id"));
        asked.put("type", Json.of("function"));
        asked.put("function", Json.object(function));
        return Json.object(asked);
    }

    private static List<Json> calls(Round round) {
        return member(round.output(), "toolCalls").items();
    }

    private static String text(Json value) {
        return value.isString() ? value.text() : value.toString();
    }

    private static Json member(Json object, String name) {
        return object.member(name).orElse(Json.NULL);
    }
}
