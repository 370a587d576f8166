package io.millrace.worker.execution;

import io.millrace.expression.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** What expressions see as {@code trigger} where no request came from outside. */
public final class TriggerData {
    private TriggerData() {}

    /** With this body, and without anything that only a request has. */
    public static Json of(String kind, Json body) {
        Map<String, Json> data = new LinkedHashMap<>();
        data.put("kind", Json.of(kind));
        data.put("body", body);
        data.put("headers", Json.EMPTY_OBJECT);
        data.put("query", Json.EMPTY_OBJECT);
        data.put("params", Json.EMPTY_OBJECT);
        data.put("method", Json.NULL);
        return Json.object(data);
    }
}
