package io.millrace.gateway.trigger;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Outside ids that a caller attaches to an execution: {@code Millrace-Labels: k=v, …}. */
public final class Labels {
    /** The header that carries them. */
    public static final String HEADER = "Millrace-Labels";

    private static final int MAX = 16;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]{0,255}");

    private Labels() {}

    /**
     * Reads the header; absent or empty it names none.
     *
     * @throws ProblemException if it is malformed or too much
     */
    public static Map<String, String> parse(@Nullable String header) {
        var labels = new LinkedHashMap<String, String>();
        if (header == null || header.isBlank()) {
            return labels;
        }
        for (String pair : header.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value = pair.substring(equals + 1).strip();
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw invalid(
                        "'" + pair.strip() + "' is not name=value with a name of at most 64 and a value of at most"
                                + " 255 plain characters");
            }
            if (labels.put(name, value) != null) {
                throw invalid("'" + name + "' is there twice");
            }
        }
        return bounded(labels);
    }

    /** The definition's labels with the caller's on top. */
    static Map<String, String> merged(Map<String, String> definition, Map<String, String> caller) {
        if (definition.isEmpty()) {
            return caller;
        }
        var labels = new LinkedHashMap<>(definition);
        labels.putAll(caller);
        return bounded(labels);
    }

    private static Map<String, String> bounded(Map<String, String> labels) {
        if (labels.size() > MAX) {
            throw invalid("an execution has at most " + MAX + " labels");
        }
        return labels;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_REQUEST, HEADER + ": " + detail);
    }
}
