package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What {@code /openapi.json} says about what is asked of executions. */
class OpenApiTest {
    private static JsonNode paths;

    @BeforeAll
    static void read() {
        paths = Gateway.shared()
                .call("GET", "/openapi.json")
                .send()
                .expect(200)
                .json()
                .path("paths");
    }

    @ParameterizedTest
    @CsvSource({
        "post,   /callbacks/{token}, 202",
        "post,   /workflows/{id}/executions/{executionId}/cancel, 202",
        "post,   /workflows/{id}/executions/{executionId}/rerun, 202",
        "delete, /workflows/{id}/executions/{executionId}, 202",
        "get,    /workflows/{id}/schedule, 200"
    })
    void everyCallSaysWhatItDoesAndAnswers(String method, String path, String status) {
        JsonNode call = paths.path(path).path(method);

        assertThat(call.path("summary").asString("")).isNotBlank();
        assertThat(call.path("responses").path(status).path("content").toString())
                .contains("$ref");
        assertThat(call.path("parameters").toString()).doesNotContain("Authorization");
    }

    @Test
    void bodiesHaveExamplesThatCanBeSent() {
        for (String path : new String[] {"/callbacks/{token}", "/workflows/{id}/executions/{executionId}/rerun"}) {
            JsonNode examples = paths.path(path).at("/post/requestBody/content/application~1json/examples");
            assertThat(examples).hasSize(2).allSatisfy(example -> assertThat(
                            example.path("value").isObject())
                    .isTrue());
        }
    }
}
