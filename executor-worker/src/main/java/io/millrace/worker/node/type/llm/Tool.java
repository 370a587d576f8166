package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.expression.Parameters;
import io.millrace.schemas.workflow.SchemaCheck;
import io.millrace.worker.node.NodeOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A workflow of the same owner that the model may call.
 *
 * @param name what the model calls it by
 * @param description what the model is told of it
 * @param parameters the JSON Schema of what it takes, an object
 */
record Tool(String name, Optional<Json> description, Json parameters, String workflowId) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PROBLEMS = 5;
    private static final Json NO_PARAMETERS =
            Json.object(Map.of("type", Json.of("object"), "properties", Json.EMPTY_OBJECT));

    /** The node's tools, by name. */
    static Map<String, Tool> all(Parameters parameters) {
        Map<String, Tool> tools = new LinkedHashMap<>();
        parameters.find("tools").filter(given -> !given.isNull()).map(Json::items).orElse(List.of()).stream()
                .map(Tool::of)
                .forEach(tool -> tools.put(tool.name(), tool));
        return tools;
    }

    private static Tool of(Json tool) {
        return new Tool(
                tool.member("name").orElseThrow().text(),
                tool.member("description"),
                tool.member("parameters").orElse(NO_PARAMETERS),
                tool.member("workflowId").orElseThrow().text());
    }

    /** As the chat completions interface wants it. */
    Json described() {
        Map<String, Json> function = new LinkedHashMap<>();
        function.put("name", Json.of(name));
        description.ifPresent(text -> function.put("description", text));
        function.put("parameters", parameters);
        Map<String, Json> tool = new LinkedHashMap<>();
        tool.put("type", Json.of("function"));
        tool.put("function", Json.object(function));
        return Json.object(tool);
    }

    /** What a call with these arguments comes to; the model is told what is wrong with them. */
    NodeOutcome.Asked call(ToolCall call) {
        Json arguments;
        try {
            arguments = call.parsed();
        } catch (JsonException e) {
            return refused("the arguments are not JSON: " + e.getMessage());
        }
        if (!arguments.isObject()) {
            return refused("the arguments are no JSON object");
        }
        List<String> problems = problems(parameters, arguments);
        return problems.isEmpty()
                ? new NodeOutcome.Calls(workflowId, arguments, true)
                : refused("the arguments do not fit the schema: " + String.join("; ", problems));
    }

    private static NodeOutcome.Asked refused(String why) {
        return NodeOutcome.failed("tool-arguments", why, false);
    }

    /** The first few places where a value does not fit a schema. */
    static List<String> problems(Json schema, Json value) {
        return new SchemaCheck(JSON.readTree(schema.bytes()))
                .check("", JSON.readTree(value.bytes())).stream()
                        .limit(MAX_PROBLEMS)
                        .map(problem -> problem.pointer() + " " + problem.message())
                        .toList();
    }

    /**
     * What the model asks for.
     *
     * @param id tells it from others of its round; what came of it is told under this id
     * @param arguments as the model wrote them, JSON if it did well
     */
    record ToolCall(String id, String name, String arguments) {

        /** The arguments; of a tool that has none some servers send nothing at all. */
        Json parsed() {
            return arguments.isBlank() ? Json.EMPTY_OBJECT : Json.parse(arguments.getBytes(UTF_8));
        }

        /** As it is recorded: what is no JSON object stays the text that it is. */
        Json recorded() {
            Json shown;
            try {
                Json parsed = parsed();
                shown = parsed.isObject() ? parsed : Json.of(arguments);
            } catch (JsonException e) {
                shown = Json.of(arguments);
            }
            Map<String, Json> call = new LinkedHashMap<>();
            call.put("id", Json.of(id));
            call.put("name", Json.of(name));
            call.put("arguments", shown);
            return Json.object(call);
        }
    }
}
