package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.json.JsonMapper;

/** The forms in which a list is exported. */
enum ExportFormat {
    NDJSON("application/x-ndjson", "executions.ndjson"),
    CSV("text/csv;charset=UTF-8;header=present", "executions.csv");

    static final String NDJSON_TYPE = "application/x-ndjson";
    static final String CSV_TYPE = "text/csv";

    private final String contentType;
    private final String fileName;

    ExportFormat(String contentType, String fileName) {
        this.contentType = contentType;
        this.fileName = fileName;
    }

    /** Writes executions one after the other. */
    interface RowWriter {
        /** Writes what comes before the first. */
        void begin(OutputStream out) throws IOException;

        void write(ExecutionView execution, OutputStream out) throws IOException;
    }

    /**
     * The one that the request names, or else the one that it accepts.
     *
     * @throws ProblemException if there is none such
     */
    static ExportFormat of(@Nullable String name, @Nullable String accept) {
        return switch (name) {
            case "ndjson" -> NDJSON;
            case "csv" -> CSV;
            case null -> accepted(accept);
            default -> throw ProblemException.invalidQuery("format", "it must be ndjson or csv");
        };
    }

    private static ExportFormat accepted(@Nullable String accept) {
        try {
            List<MediaType> types = MediaType.parseMediaTypes(accept == null ? "*/*" : accept);
            MimeTypeUtils.sortBySpecificity(types);
            for (MediaType type : types) {
                if (type.includes(MediaType.parseMediaType(NDJSON_TYPE))) {
                    return NDJSON;
                }
                if (type.includes(MediaType.parseMediaType(CSV_TYPE))) {
                    return CSV;
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "the header Accept is malformed");
        }
        throw new ProblemException(ProblemType.NOT_ACCEPTABLE, "it can be had as " + NDJSON_TYPE + " or " + CSV_TYPE);
    }

    String contentType() {
        return contentType;
    }

    String fileName() {
        return fileName;
    }

    RowWriter writer(Fields fields, JsonMapper json) {
        return switch (this) {
            case NDJSON -> new Lines(json);
            case CSV -> new CsvWriter(fields, json);
        };
    }

    private record Lines(JsonMapper json) implements RowWriter {
        @Override
        public void begin(OutputStream out) {}

        @Override
        public void write(ExecutionView execution, OutputStream out) throws IOException {
            byte[] line = json.writeValueAsBytes(execution);
            for (int i = 0; i < line.length; i++) {
                // Payloads may have line breaks; as they are JSON, only between their parts.
                if (line[i] == '\n' || line[i] == '\r') {
                    line[i] = ' ';
                }
            }
            out.write(line);
            out.write('\n');
        }
    }
}
