package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.SchemaCheck;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import io.millrace.worker.node.type.http.OutgoingHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a language model by the chat completions interface; the text is logged line by line as it comes. */
@Component
@EnableConfigurationProperties(LlmSettings.class)
final class LlmNode implements SlowNode {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PROBLEMS = 5;

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
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        byte[] request = ChatRequest.of(call.parameters());
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
                (type, body) -> outcome(type, body, schema, call));
    }

    private static NodeOutcome outcome(ContentType type, InputStream body, Optional<Json> schema, NodeCall call)
            throws IOException {
        Completion completion;
        try {
            completion = Completion.read(type, body, line -> call.log().add(LogLevel.INFO, line, Optional.empty()));
        } catch (Completion.MalformedException e) {
            return NodeOutcome.failed("llm-response", String.valueOf(e.getMessage()), true);
        }
        if (!completion.refusal().isEmpty()) {
            return NodeOutcome.failed("llm-refusal", "the model refuses: " + completion.refusal(), false);
        }
        if (schema.isEmpty()) {
            return NodeOutcome.completed(output(completion, Json.NULL));
        }
        if (completion.finishReason().equals("length")) {
            return NodeOutcome.failed(
                    "llm-length", "the answer was cut off at the model's limit, so it is not whole", false);
        }
        try {
            Json json = Json.parse(completion.text().getBytes(UTF_8));
            List<String> problems = problems(schema.get(), json);
            return problems.isEmpty()
                    ? NodeOutcome.completed(output(completion, json))
                    : NodeOutcome.failed(
                            "llm-schema", "the answer does not fit the schema: " + String.join("; ", problems), true);
        } catch (JsonException e) {
            return NodeOutcome.failed("llm-schema", "the answer is not JSON: " + e.getMessage(), true);
        }
    }

    private static List<String> problems(Json schema, Json answer) {
        JsonNode value = JSON.readTree(answer.bytes());
        return new SchemaCheck(JSON.readTree(schema.bytes()))
                .check("", value).stream()
                        .limit(MAX_PROBLEMS)
                        .map((Problem problem) -> problem.pointer() + " " + problem.message())
                        .toList();
    }

    private static Json output(Completion completion, Json json) {
        Map<String, Json> usage = new LinkedHashMap<>();
        usage.put("inputTokens", tokens(completion, "prompt_tokens"));
        usage.put("outputTokens", tokens(completion, "completion_tokens"));
        usage.put("totalTokens", tokens(completion, "total_tokens"));
        Map<String, Json> output = new LinkedHashMap<>();
        output.put("text", Json.of(completion.text()));
        output.put("json", json);
        output.put("finishReason", Json.of(completion.finishReason()));
        output.put("usage", Json.object(usage));
        return Json.object(output);
    }

    private static Json tokens(Completion completion, String kind) {
        long count = completion.tokens(kind);
        return count < 0 ? Json.NULL : Json.of(count);
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
