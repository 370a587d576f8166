package io.millrace.gateway.audit;

import io.millrace.web.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Logs changes as JSON, one line each, so that no name can forge another line. */
@Component
public final class Audit {
    /** The log category. */
    public static final String CATEGORY = "audit";

    private static final Logger log = LoggerFactory.getLogger(CATEGORY);
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Logs a change that has taken effect.
     *
     * @param action what happened, in the past tense: {@code workflow.published}
     * @param id of what was changed
     * @param details what else tells this change from others; nothing secret
     */
    public void changed(String action, Caller caller, String id, Map<String, ?> details) {
        log.info("{}", line(action, caller, id, details));
    }

    static String line(String action, Caller caller, String id, Map<String, ?> details) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("action", action);
        line.put("id", id);
        line.put("owner", caller.owner());
        line.put("subject", caller.subject());
        line.putAll(details);
        return JSON.writeValueAsString(line);
    }
}
