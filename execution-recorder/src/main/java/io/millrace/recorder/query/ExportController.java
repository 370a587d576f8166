package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a list of any length to its end. It is read page by page, each in a snapshot of its own, so that neither
 * memory nor the database depends on how long the list is or how slowly it is taken. If reading fails on the way, the
 * answer is broken off, so that nobody takes it for whole.
 */
@RestController
@Tag(name = "executions")
final class ExportController {
    private static final Logger log = LoggerFactory.getLogger(ExportController.class);
    /** Rows; each may have two payloads of 64 KiB. */
    private static final int PAGE = 100;

    private static final String FORMAT = "format";

    private final Snapshots snapshots;
    private final ExecutionQueries executions;
    private final Exports exports;
    private final JsonMapper json;

    ExportController(Snapshots snapshots, ExecutionQueries executions, Exports exports, JsonMapper json) {
        this.snapshots = snapshots;
        this.executions = executions;
        this.exports = exports;
        this.json = json;
    }

    @GetMapping("/executions/export")
    @Operation(
            summary = "Export executions, newest first",
            operationId = "exportExecutions",
            description = "The whole list, in lines of JSON or as CSV (RFC 4180). An answer that is broken off is not"
                    + " whole.")
    @ListParameters
    @Parameter(
            in = ParameterIn.QUERY,
            name = FORMAT,
            description = "By default what `Accept` says, else `ndjson`.",
            schema =
                    @Schema(
                            type = "string",
                            allowableValues = {"ndjson", "csv"}))
    @ApiResponse(
            responseCode = "200",
            description = "The list.",
            content = {
                @Content(mediaType = ExportFormat.NDJSON_TYPE, schema = @Schema(implementation = ExecutionView.class)),
                @Content(mediaType = ExportFormat.CSV_TYPE, schema = @Schema(type = "string"))
            })
    @Refuses({ProblemType.INVALID_QUERY, ProblemType.OVERLOADED, ProblemType.DATABASE_UNAVAILABLE})
    void export(Reader reader, HttpServletRequest request, HttpServletResponse response) {
        Answers.refuseOthers(request, ListRequest.PARAMETERS, Set.of(FORMAT));
        var asked = ListRequest.of(request);
        var format = ExportFormat.of(request.getParameter(FORMAT), request.getHeader(HttpHeaders.ACCEPT));
        exports.begin(reader);
        try {
            var first = page(reader, asked, null);
            response.setContentType(format.contentType());
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=" + format.fileName());
            first.cursor().ifPresent(cursor -> response.setHeader(Answers.CURSOR, cursor));
            if (!request.getMethod().equals("HEAD")) {
                write(reader, asked, format, first.content(), response);
            }
        } catch (IOException e) {
            log.info("an export was not taken to its end: {}", e.toString());
        } finally {
            exports.end(reader);
        }
    }

    private void write(
            Reader reader,
            ListRequest asked,
            ExportFormat format,
            List<ExecutionView> first,
            HttpServletResponse response)
            throws IOException {
        OutputStream out = response.getOutputStream();
        ExportFormat.RowWriter writer = format.writer(asked.fields(), json);
        writer.begin(out);
        // From here on a failure can only be told by breaking off.
        response.flushBuffer();
        List<ExecutionView> page = first;
        while (true) {
            for (ExecutionView execution : page) {
                writer.write(execution, out);
            }
            if (page.size() < PAGE) {
                return;
            }
            ExecutionView last = page.getLast();
            page = page(reader, asked, new ExecutionQueries.Place(last.createdAt(), last.id()))
                    .content();
        }
    }

    private Snapshots.Snapshot<List<ExecutionView>> page(
            Reader reader, ListRequest asked, ExecutionQueries.@Nullable Place after) {
        return snapshots.read(
                reader, jdbc -> executions.list(jdbc, reader, asked.filter(), asked.fields(), after, PAGE));
    }
}
