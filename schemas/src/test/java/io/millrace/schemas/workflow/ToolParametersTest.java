package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.connection;
import static io.millrace.schemas.workflow.Definitions.node;
import static io.millrace.schemas.workflow.Definitions.problems;
import static io.millrace.schemas.workflow.Definitions.valid;
import static io.millrace.schemas.workflow.Definitions.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools a language model can be given. */
class ToolParametersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tools\": null",
                "\"tools\": [], \"maxRounds\": 20",
                "\"tools\": [{\"name\": \"a-B_9\", \"workflowId\": \"w\"}], \"maxRounds\": 2",
                "\"tools\": [{\"name\": \"a\", \"workflowId\": \"w\", \"description\": \"Says {{ so }}\", \"parameters\": {\"type\": \"object\","
                        + " \"properties\": {\"n\": {\"$ref\": \"#/$defs/n\"}}, \"$defs\": {\"n\": {\"type\": \"integer\", \"minimum\": 1}}}}]",
                "\"tools\": [{\"name\": \"a\", \"workflowId\": \"w\", \"parameters\": {\"type\": \"object\","
                        + " \"properties\": {\"in\": {\"$ref\": \"#\"}}}}]"
            })
    void thisIsUnderstood(String parameter) {
        assertThat(valid(definition(parameter)).nodes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "tools": {}                                                                               | /tools
            "tools": "{{ input.tools }}"                                                              | /tools
            "tools": [{"name": "a"}]                                                                  | /tools/0
            "tools": [{"name": "a b", "workflowId": "w"}]                                             | /tools/0/name
            "tools": [{"name": "", "workflowId": "w"}]                                                | /tools/0/name
            "tools": [{"name": "a", "workflowId": "w"}, {"name": "a", "workflowId": "v"}]             | /tools/1/name
            "tools": [{"name": "a", "workflowId": "W"}]                                               | /tools/0/workflowId
            "tools": [{"name": "a", "workflowId": "w", "input": {}}]                                  | /tools/0/input
            "tools": [{"name": "a", "workflowId": "w", "parameters": {}}]                             | /tools/0/parameters
            "tools": [{"name": "a", "workflowId": "w", "parameters": {"type": "string"}}]             | /tools/0/parameters/type
            "tools": [{"name": "a", "workflowId": "w", "parameters": {"type": "object", "required": "a"}}] | /tools/0/parameters/required
            "tools": [{"name": "a", "workflowId": "w", "parameters": {"type": "object", "properties": {"n": {"type": "int"}}}}] | /tools/0/parameters/properties/n/type
            "tools": [{"name": "a", "workflowId": "w", "parameters": {"type": "object", "$ref": "https://example.com/s"}}] | /tools/0/parameters
            "tools": [{"name": "a", "workflowId": "w", "parameters": {"type": "object", "properties": {"n": {"$ref": "#/no"}}}}] | /tools/0/parameters
            "maxRounds": 1                                                                            | /maxRounds
            "maxRounds": 21                                                                           | /maxRounds
            "maxRounds": "{{ 5 }}"                                                                    | /maxRounds
            """)
    void thisIsRefusedAtItsPlace(String parameter, String place) {
        assertThat(problems(definition(parameter)))
                .extracting(Problem::pointer)
                .isNotEmpty()
                .containsOnly("/nodes/1/parameters" + place);
    }

    @Test
    void theWorkflowsThatToolsNameAreCollectedWithTheirPlaces() {
        assertThat(valid(definition("\"tools\": [{\"name\": \"a\", \"workflowId\": \"w\"}]"))
                        .workflows())
                .containsExactly(new WorkflowReference("w", "/nodes/1/parameters/tools/0/workflowId"));
    }

    private static String definition(String parameter) {
        return workflow(
                List.of(
                        Definitions.HOOK,
                        node(
                                "ask",
                                "llm",
                                "{\"credential\": \"c\", \"model\": \"m\", \"prompt\": \"x\", " + parameter + "}")),
                connection("hook ask"));
    }
}
