package io.millrace.gateway.body;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code a=1&b=2}, the form of queries and of form bodies. */
final class FormFields {
    private FormFields() {}

    /**
     * The fields in the order of their first appearance: a text, or where the name is repeated the list of its texts.
     *
     * @param maxFields how many there may be
     * @throws ProblemException if a percent escape is malformed, or there are too many
     */
    static Map<String, Object> parse(String encoded, Charset charset, int maxFields) {
        var fields = new LinkedHashMap<String, List<String>>();
        int count = 0;
        for (String field : encoded.split("&", -1)) {
            if (!field.isEmpty()) {
                if (++count > maxFields) {
                    throw new ProblemException(
                            ProblemType.INVALID_REQUEST, "there are more than " + maxFields + " fields");
                }
                int equals = field.indexOf('=');
                String name = equals < 0 ? field : field.substring(0, equals);
                String value = equals < 0 ? "" : field.substring(equals + 1);
                fields.computeIfAbsent(decoded(name, charset), key -> new ArrayList<>(1))
                        .add(decoded(value, charset));
            }
        }
        return single(fields);
    }

    /** A list where there are several, else the one. */
    static <T> Map<String, Object> single(Map<String, List<T>> fields) {
        var result = new LinkedHashMap<String, Object>();
        fields.forEach((name, values) -> result.put(name, values.size() == 1 ? values.getFirst() : values));
        return result;
    }

    private static String decoded(String text, Charset charset) {
        try {
            return URLDecoder.decode(text, charset);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "malformed percent escape in '" + text + "'");
        }
    }
}
