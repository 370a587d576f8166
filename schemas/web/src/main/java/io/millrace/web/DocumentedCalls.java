package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/** Completes a document: who may call, what any call may be answered with, descriptions and examples. */
final class DocumentedCalls {
    private static final String BEARER = "bearer";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final List<ProblemType> ANY_CALL =
            List.of(ProblemType.INVALID_REQUEST, ProblemType.NOT_ACCEPTABLE, ProblemType.INTERNAL);
    private static final List<ProblemType> CLOSED_CALL = List.of(ProblemType.UNAUTHENTICATED, ProblemType.FORBIDDEN);

    private final OpenPaths open;
    private final DocumentedTexts texts;

    DocumentedCalls(OpenPaths open, DocumentedTexts texts) {
        this.open = open;
        this.texts = texts;
    }

    /**
     * Completes it.
     *
     * @throws IllegalStateException if something is described that it does not have
     */
    void complete(OpenAPI api) {
        var file = texts.file();
        api.info(new Info().title(file.title()).version("1").description(file.description()));
        api.tags(file.tags().entrySet().stream()
                .map(tag -> new Tag().name(tag.getKey()).description(tag.getValue()))
                .toList());
        var components = api.getComponents();
        components.addSecuritySchemes(
                BEARER,
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("A token signed with RS256 or ES256; its `sub` says who calls."));
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(components::addSchemas);
        file.schemas().forEach(components::addSchemas);
        api.getPaths()
                .forEach((path, item) -> item.readOperations().forEach(operation -> complete(operation, isOpen(path))));
        components.getSchemas().forEach(this::describe);
        if (!texts.unused().isEmpty()) {
            throw new IllegalStateException("the documentation describes what is not there: " + texts.unused());
        }
    }

    private void complete(Operation operation, boolean isOpen) {
        operation.setSecurity(isOpen ? List.of() : List.of(new SecurityRequirement().addList(BEARER)));
        DocumentedProblems.add(operation, ANY_CALL);
        if (!isOpen) {
            DocumentedProblems.add(operation, CLOSED_CALL);
        }
        String tag = operation.getTags().getFirst();
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getDescription() == null)
                    .forEach(parameter -> describe(parameter, tag));
        }
        texts.request(operation.getOperationId()).ifPresent(request -> operation.setRequestBody(body(request)));
        Map<String, String> headers = texts.headers(operation.getOperationId());
        operation.getResponses().forEach((status, answer) -> {
            if (status.startsWith("2")) {
                headers.forEach((name, text) -> answer.addHeaderObject(
                        name, new Header().description(text).schema(new StringSchema())));
                addExamples(operation.getOperationId(), answer);
            }
        });
    }

    private void describe(Parameter parameter, String tag) {
        texts.parameter(tag, parameter.getName()).ifPresent(parameter::setDescription);
    }

    private void addExamples(String operationId, ApiResponse answer) {
        Objects.requireNonNullElse(answer.getContent(), new Content()).forEach((type, body) -> {
            if (body.getSchema() == null) {
                body.setSchema(new Schema<>()); // any JSON
            }
            String schema = String.valueOf(body.getSchema().get$ref()).replace(SCHEMAS, "");
            if (body.getExamples() == null) {
                texts.answer(operationId + " " + type, operationId, schema).ifPresent(body::setExample);
            }
        });
    }

    private static RequestBody body(DocumentedTexts.Request request) {
        var schema = new Schema<>();
        if (request.schema() != null) {
            schema.set$ref(SCHEMAS + request.schema());
        }
        var body = new MediaType().schema(schema);
        request.examples().forEach((name, value) -> body.addExamples(name, new Example().value(value)));
        return new RequestBody()
                .description(request.description())
                .required(request.required())
                .content(new Content().addMediaType("application/json", body));
    }

    @SuppressWarnings("rawtypes")
    private void describe(String name, Schema schema) {
        texts.schema(name).ifPresent(schema::setDescription);
        Map<String, Schema> properties = Objects.requireNonNullElse(((Schema<?>) schema).getProperties(), Map.of());
        properties.forEach((property, of) -> {
            if (of.getDescription() == null) {
                texts.property(name, property).ifPresent(of::setDescription);
            }
        });
    }

    private boolean isOpen(String path) {
        var parsed = PathContainer.parsePath(path);
        return open.patterns().stream()
                .map(PathPatternParser.defaultInstance::parse)
                .anyMatch(pattern -> pattern.matches(parsed));
    }
}
