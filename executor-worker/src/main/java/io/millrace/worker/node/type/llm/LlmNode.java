package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import io.millrace.worker.node.type.http.OutgoingHttp;
import io.millrace.worker.node.type.llm.Tool.ToolCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Asks a language model by the chat completions interface; the text is logged line by line as it comes. */
@Component
@EnableConfigurationProperties(LlmSettings.class)
final class LlmNode implements SlowNode {
    private static final int DEFAULT_ROUNDS = 5;
    private static final int MAX_CALLS = 16;
    private static final int MAX_CONVERSATION_BYTES = 1024 * 1024;
    private static final NodeOutcome.Failed TOO_MANY = NodeOutcome.failed(
            "tool-calls", "more than %d calls in one round are not made".formatted(MAX_CALLS), false);

    private final LlmSettings settings;
    private final OutgoingHttp http;

    LlmNode(LlmSettings settings, OutgoingHttp http) {
        this.settings = settings;
        this.http = http;
    }

    @Override
    public String type() {
        return "llm";
    }

    @Override
    public boolean converses(Node node) {
        return !node.parameters().path("tools").isEmpty();
    }

    @Override
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        var sofar = new Conversation(call.rounds());
        if (sofar.size() > MAX_CONVERSATION_BYTES) {
            return NodeOutcome.failed(
                    "llm-conversation",
                    "what the model and its tools have said takes %,d bytes, more than the %,d allowed"
                            .formatted(sofar.size(), MAX_CONVERSATION_BYTES),
                    false);
        }
        Map<String, Tool> tools = Tool.all(call.parameters());
        byte[] request = ChatRequest.of(call.parameters(), tools.values(), sofar);
        Optional<Json> schema = call.parameters().find("responseSchema").filter(given -> !given.isNull());
        OpenCredential credential = call.credential("credential")
                .orElseThrow(() -> CredentialException.unusable("is missing", "credential"));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + key(credential));
        headers.put("Accept", "text/event-stream, application/json");
        call.traceparent().ifPresent(context -> headers.put("traceparent", context));
        return http.post(
                address(credential),
                headers,
                request,
                call.node().attemptLimit(settings.requestTimeout()),
                (type, body) -> {
                    Completion completion;
                    try {
                        completion = Completion.read(
                                type, body, line -> call.log().add(LogLevel.INFO, line, Optional.empty()));
                    } catch (Completion.MalformedException e) {
                        return NodeOutcome.failed("llm-response", String.valueOf(e.getMessage()), true);
                    }
                    if (!completion.refusal().isEmpty()) {
                        return NodeOutcome.failed("llm-refusal", "the model refuses: " + completion.refusal(), false);
                    }
                    return tools.isEmpty() || completion.toolCalls().isEmpty()
                            ? answered(completion, schema, sofar)
                            : asked(completion, tools, call);
                });
    }

    /** The round's calls of tools, unless there is no round left that could read what comes of them. */
    private static NodeOutcome asked(Completion completion, Map<String, Tool> tools, NodeCall call) {
        int maxRounds = call.node().integer("maxRounds", DEFAULT_ROUNDS);
        if (completion.finishReason().equals("length")) {
            return NodeOutcome.failed("llm-length", "the call of a tool was cut off at the model's limit", false);
        }
        if (call.rounds().size() + 1 >= maxRounds) {
            return NodeOutcome.failed(
                    "llm-rounds",
                    "the model asks for tools in the last of %d rounds, and gave no answer".formatted(maxRounds),
                    false);
        }
        List<NodeOutcome.Asked> asked = new ArrayList<>();
        for (ToolCall wanted : completion.toolCalls()) {
            call.log().add(LogLevel.INFO, "asks for the tool '" + wanted.name() + "'", Optional.of(wanted.recorded()));
            asked.add(asked.size() < MAX_CALLS ? asked(wanted, tools) : TOO_MANY);
        }
        return new NodeOutcome.Asks(Conversation.said(completion), asked);
    }

    private static NodeOutcome.Asked asked(ToolCall wanted, Map<String, Tool> tools) {
        Tool tool = tools.get(wanted.name());
        return tool == null
                ? NodeOutcome.failed(
                        "tool-unknown",
                        "there is no tool '%s'; there are: %s"
                                .formatted(wanted.name(), String.join(", ", tools.keySet())),
                        false)
                : tool.call(wanted);
    }

    private static NodeOutcome answered(Completion completion, Optional<Json> schema, Conversation sofar) {
        if (schema.isEmpty()) {
            return NodeOutcome.completed(sofar.output(completion, Json.NULL));
        }
        if (completion.finishReason().equals("length")) {
            return NodeOutcome.failed(
                    "llm-length", "the answer was cut off at the model's limit, so it is not whole", false);
        }
        try {
            Json json = Json.parse(completion.text().getBytes(UTF_8));
            List<String> problems = Tool.problems(schema.get(), json);
            return problems.isEmpty()
                    ? NodeOutcome.completed(sofar.output(completion, json))
                    : NodeOutcome.failed(
                            "llm-schema", "the answer does not fit the schema: " + String.join("; ", problems), true);
        } catch (JsonException e) {
            return NodeOutcome.failed("llm-schema", "the answer is not JSON: " + e.getMessage(), true);
        }
    }

    private static String key(OpenCredential credential) {
        return switch (credential.type()) {
            case CredentialType.LLM -> credential.text("apiKey");
            case CredentialType.BEARER -> credential.text("token");
            default ->
                throw CredentialException.unusable(
                        "must be of type 'llm' or 'bearer', this one is '" + credential.type() + "'", "credential");
        };
    }

    private URI address(OpenCredential credential) {
        String base = credential.data().path("baseUrl").stringValue(settings.baseUrl());
        try {
            return OutgoingHttp.address(base.replaceFirst("/+$", "") + "/chat/completions");
        } catch (URISyntaxException e) {
            throw CredentialException.unusable("its address cannot be called: " + e.getReason(), "credential");
        }
    }
}
