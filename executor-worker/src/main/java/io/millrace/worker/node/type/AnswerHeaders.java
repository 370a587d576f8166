package io.millrace.worker.node.type;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers that a workflow answers with, checked here, where the execution can say what is wrong with them. */
final class AnswerHeaders {
    /** What belongs to the connection, or says how the message is framed. */
    private static final Set<String> REFUSED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "keep-alive",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]{0,4096}");

    private AnswerHeaders() {}

    /**
     * The headers as texts; what is null is left out.
     *
     * @throws ExpressionException that names the header which cannot be sent
     */
    static Json of(Json headers) {
        Map<String, Json> checked = new LinkedHashMap<>();
        headers.members().forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
                throw ExpressionException.unusable("'" + name + "' cannot be a header of an answer", "headers");
            }
            if (!value.isNull()) {
                String text = value.text();
                if (!VALUE.matcher(text).matches()) {
                    throw ExpressionException.unusable("the value of '" + name + "' cannot be sent", "headers");
                }
                checked.put(name, Json.of(text));
            }
        });
        return Json.object(checked);
    }
}
