package io.millrace.acceptance.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a service answered.
 *
 * @param body missing where it is not JSON
 */
public record Answer(int status, HttpHeaders headers, JsonNode body, String text) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), json(response.body()), response.body());
    }

    /** A header's only value. */
    public String header(String name) {
        return headers.firstValue(name).orElseThrow(() -> new AssertionError("no header " + name + " in " + this));
    }

    /** The value of a field of the body, as text. */
    public String field(String name) {
        return body.path(name).asString();
    }

    private static JsonNode json(String text) {
        try {
            return text.isEmpty() ? JsonNodeFactory.instance.missingNode() : JSON.readTree(text);
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    @Override
    public String toString() {
        return status + " " + text;
    }
}
