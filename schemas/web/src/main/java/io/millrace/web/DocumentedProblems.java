package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;

/** Writes into {@code /openapi.json} which problems a call may be answered with, each with an example. */
public final class DocumentedProblems {
    private static final Map<ProblemType, Example> EXAMPLES = examples();

    private DocumentedProblems() {}

    /** Adds an answer for each status that these problems have, besides what the call has already. */
    public static void add(Operation operation, Collection<ProblemType> types) {
        for (ProblemType type : new TreeSet<>(types)) {
            String status = String.valueOf(type.status());
            ApiResponse answer = operation.getResponses().get(status);
            if (answer == null) {
                answer = refusal(type);
                operation.getResponses().addApiResponse(status, answer);
            } else if (!answer.getDescription().contains(type.title())) {
                answer.setDescription(answer.getDescription() + "; " + type.title());
            }
            Objects.requireNonNull(answer.getContent().get(Problem.MEDIA_TYPE), "every refusal is a problem")
                    .addExamples(slug(type), EXAMPLES.get(type));
        }
    }

    private static ApiResponse refusal(ProblemType type) {
        var body = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
        var refusal = new ApiResponse()
                .description(type.title())
                .content(new Content().addMediaType(Problem.MEDIA_TYPE, body));
        if (type.status() == 429 || type.status() == 503) {
            refusal.addHeaderObject(
                    HttpHeaders.RETRY_AFTER,
                    new Header()
                            .description("After how many seconds to try again.")
                            .schema(new StringSchema()));
        }
        return refusal;
    }

    private static String slug(ProblemType type) {
        String uri = type.uri().toString();
        return uri.substring(uri.lastIndexOf(':') + 1);
    }

    /** What a problem says of one request is in a file; the rest is the type's. */
    private static Map<ProblemType, Example> examples() {
        Map<?, ?> details;
        try (InputStream file = DocumentedProblems.class.getResourceAsStream("/openapi/problems.json")) {
            details = Json31.mapper().readValue(file, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var examples = new EnumMap<ProblemType, Example>(ProblemType.class);
        for (ProblemType type : ProblemType.values()) {
            Map<String, Object> problem = new LinkedHashMap<>();
            problem.put("type", type.uri().toString());
            problem.put("title", type.title());
            problem.put("status", type.status());
            Map<?, ?> detail = (Map<?, ?>) Objects.requireNonNull(details.get(slug(type)), slug(type));
            detail.forEach((name, value) -> problem.put((String) name, value));
            examples.put(type, new Example().summary(type.title()).value(problem));
        }
        return examples;
    }
}
