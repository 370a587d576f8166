package io.millrace.recorder.query;

import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request for a list asks for. */
record ListRequest(Filter filter, Fields fields) {
    static final Set<String> PARAMETERS =
            Set.of("workflowId", "status", "kind", "test", "startedBy", "label", "q", "from", "to", "fields");

    /**
     * From the request's parameters.
     *
     * @throws ProblemException that names the parameter which is not valid
     */
    static ListRequest of(HttpServletRequest request) {
        var filter = new Filter(
                request.getParameter("workflowId"),
                list(request, "status"),
                request.getParameter("kind"),
                truth(request, "test"),
                request.getParameter("startedBy"),
                values(request, "label").map(Filter.Label::of).distinct().toList(),
                request.getParameter("q"),
                time(request, "from"),
                time(request, "to"));
        return new ListRequest(filter.checked(), Fields.of(list(request, "fields")));
    }

    private static Stream<String> values(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? Stream.empty() : Arrays.stream(values);
    }

    private static List<String> list(HttpServletRequest request, String name) {
        return values(request, name)
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    private static @Nullable Boolean truth(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return switch (value) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.invalidQuery(name, "it must be true or false");
        };
    }

    private static @Nullable Instant time(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalidQuery(name, "it must be a time as in 2026-11-21T09:30:00Z");
        }
    }
}
