package io.millrace.worker.node.type.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.expression.ExpressionException;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.http.LocalApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a server that speaks the chat completions interface as its public specification says. */
class LlmNodeTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["total"], "properties": {"total": {"type": "integer"}}}""";

    private final ChatServer server = new ChatServer();
    private final List<String> logged = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void theAnswerIsPutTogetherWhileItStreamsAndLoggedLineByLine() throws Exception {
        server.streams(
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"One lin\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"e.\\nAnd é\"}}]}",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14}}",
                "[DONE]");

        NodeOutcome outcome =
                run("\"prompt\": \"Say {{ input.what }}\", \"system\": \"Be brief\", \"temperature\": 0.5,"
                        + " \"maxTokens\": 50");

        assertThat(outcome).isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(done.output())
                .hasToString("{\"text\":\"One line.\\nAnd é\",\"json\":null,\"finishReason\":\"stop\","
                        + "\"toolCalls\":[],\"usage\":{\"inputTokens\":9,\"outputTokens\":5,\"totalTokens\":14}}"));
        assertThat(logged).containsExactly("One line.", "And é");
        JsonNode request = server.request();
        assertThat(request.path("model").stringValue()).isEqualTo("small");
        assertThat(request.path("messages")).isEqualTo(JsonMapper.shared().readTree("""
                [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Say hello"}]"""));
        assertThat(request.path("max_tokens").intValue()).isEqualTo(50);
        assertThat(request.path("stream").booleanValue()).isTrue();
        assertThat(server.header("Authorization")).isEqualTo("Bearer canary-key");
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstoodToo() throws Exception {
        server.answers("{\"choices\":[{\"message\":{\"content\":\"Hi canary-key\"},\"finish_reason\":\"stop\"}]}");

        assertThat(run("\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]"))
                .isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(
                                done.output().toString())
                        .contains("\"text\":\"Hi ***\"", "\"totalTokens\":null"));
    }

    @Test
    void whatFitsTheSchemaIsHandedOnAsJson() throws Exception {
        answer("{\\\"total\\\": 3}", "stop");

        assertThat(run("\"prompt\": \"Add\", \"responseSchema\": " + SCHEMA))
                .isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(
                                done.output().member("json").orElseThrow())
                        .hasToString("{\"total\": 3}"));
        JsonNode format = server.request().path("response_format");
        assertThat(format.path("type").stringValue()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/schema/required/0").stringValue()).isEqualTo("total");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {\\"total\\": \\"3\\"} | stop   | llm-schema  | true  | /total
            no JSON                | stop   | llm-schema  | true  | not JSON
            {\\"total\\":          | length | llm-length  | false | cut off
            """)
    void whatDoesNotFitTheSchemaFails(String text, String reason, String type, boolean retryable, String says)
            throws Exception {
        answer(text, reason);

        Failure failure = failure(run("\"prompt\": \"Add\", \"responseSchema\": " + SCHEMA));
        assertThat(failure.getType()).isEqualTo(type);
        assertThat(failure.getRetryable()).isEqualTo(retryable);
        assertThat(failure.getMessage()).contains(says);
    }

    @Test
    void aRefusalAndABrokenStreamAreFailures() throws Exception {
        server.answers("{\"choices\":[{\"message\":{\"refusal\":\"I will not\"}}]}");
        assertThat(failure(run("\"prompt\": \"x\"")).getType()).isEqualTo("llm-refusal");

        server.streams("{\"choices\":[{\"delta\":{\"content\":\"half\"}}]}");
        Failure broken = failure(run("\"prompt\": \"x\""));
        assertThat(broken.getType()).isEqualTo("llm-response");
        assertThat(broken.getRetryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"429, true", "503, true", "401, false"})
    void aStatusSaysWhetherAnotherTryMayHelp(int status, boolean retryable) throws Exception {
        server.does(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            LocalApi.answer(exchange, status, "application/json", "{\"error\":{\"message\":\"key canary-key\"}}");
        });

        assertThat(run("\"prompt\": \"x\"")).isInstanceOfSatisfying(NodeOutcome.Failed.class, failed -> {
            assertThat(failed.failure().getType()).isEqualTo("http-status");
            assertThat(failed.failure().getRetryable()).isEqualTo(retryable);
            assertThat(failed.failure().toString()).doesNotContain("canary");
            assertThat(failed.retryAfter()).contains(Duration.ofSeconds(7));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prompt\": \"x\", \"temperature\": \"{{ 'hot' }}\"",
                "\"messages\": [{\"role\": \"pirate\", \"content\": \"x\"}]",
                "\"messages\": \"{{ input.nothing }}\""
            })
    void whatCannotBeAskedNamesItsParameter(String parameters) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> server.node().run(call(parameters, "model")));
    }

    @Test
    void anotherKindOfCredentialIsRefused() throws Exception {
        Failure failure = failure(server.ask(call("\"prompt\": \"x\"", "mail")));
        assertThat(failure.getType()).isEqualTo("credential");
        assertThat(failure.getMessage()).contains("'llm' or 'bearer'");
    }

    private void answer(String text, String reason) {
        server.answers(
                "{\"choices\":[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"%s\"}]}".formatted(text, reason));
    }

    private NodeOutcome run(String parameters) throws InterruptedException {
        return server.ask(call(parameters, "model"));
    }

    private NodeCall call(String parameters, String credential) {
        return NodeCalls.call(
                        "llm",
                        "{\"credential\": \"%s\", \"model\": \"small\", %s}".formatted(credential, parameters),
                        "{\"what\": \"hello\"}")
                .with((level, message, data) -> logged.add(message));
    }

    private static Failure failure(NodeOutcome outcome) {
        return ((NodeOutcome.Failed) outcome).failure();
    }
}
