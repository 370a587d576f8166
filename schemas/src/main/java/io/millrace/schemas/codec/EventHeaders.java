package io.millrace.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a record: CloudEvents 1.0 in Kafka's binary mode, with owner, workflow and sequence as extensions, so
 * that a consumer can filter without decoding.
 */
public final class EventHeaders {
    /** The event's type, see {@link #typeName}. */
    public static final String TYPE = "ce_type";

    /** Unique within the source. */
    public static final String ID = "ce_id";

    /** The execution id; for definitions the workflow id. */
    public static final String SUBJECT = "ce_subject";

    /** The owner; absent only where a record belongs to nobody. */
    public static final String OWNER = "ce_owner";

    /** The workflow. */
    public static final String WORKFLOW = "ce_workflow";

    /** The record's place in its execution, decimal. */
    public static final String SEQUENCE = "ce_sequence";

    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    static final String SPEC_VERSION = "ce_specversion";
    static final String SOURCE = "ce_source";
    static final String TIME = "ce_time";
    static final String CONTENT_TYPE = "content-type";

    private EventHeaders() {}

    /** The {@code ce_type} of a record type, from the name of its schema. */
    public static String typeName(String schemaName) {
        return "io.millrace." + schemaName;
    }

    /** The {@code ce_type}; empty where there is none. */
    public static Optional<String> type(Headers headers) {
        return text(headers, TYPE);
    }

    /** The owner; empty where the record belongs to nobody. */
    public static Optional<String> owner(Headers headers) {
        return text(headers, OWNER);
    }

    /** The workflow id. */
    public static Optional<String> workflow(Headers headers) {
        return text(headers, WORKFLOW);
    }

    /** The execution id; empty where the subject is none. */
    public static Optional<UUID> executionId(Headers headers) {
        try {
            return text(headers, SUBJECT).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The record's place in its execution; -1 where it has none. */
    public static int sequence(Headers headers) {
        try {
            return text(headers, SEQUENCE).map(Integer::parseInt).orElse(-1);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
