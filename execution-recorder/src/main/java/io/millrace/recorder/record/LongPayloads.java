package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.fold.History;
import io.millrace.recorder.json.StoredJson;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.NodeCompleted;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Which payloads are kept apart from the row that they belong to, so that lists and merges carry no weight, and what
 * the row has in their place.
 *
 * @param threshold what has more bytes is kept apart
 */
record LongPayloads(DataSize threshold) {
    private static final int PREVIEW_BYTES = 1024;

    /** The payload as it is in the row: a long one is a JSON string with its beginning. */
    @Nullable
    ByteBuffer inRow(@Nullable ByteBuffer payload) {
        return payload == null || !isLong(payload) ? payload : preview(payload);
    }

    /** A result's output, unless it is kept already, in the trigger's data. */
    static @Nullable ByteBuffer ofItsOwn(NodeCompleted end) {
        return end.getOutputIsTriggerBody() ? null : end.getOutput().orElse(null);
    }

    /** How many bytes are kept apart; absent where the whole is in the row. */
    @Nullable
    Integer size(@Nullable ByteBuffer payload) {
        return payload == null || !isLong(payload) ? null : payload.remaining();
    }

    /** The long ones among a batch's payloads. */
    List<PayloadRows.Apart> in(History history) {
        Stream<PayloadRows.Apart> triggers = history.executions().stream()
                .flatMap(change -> Stream.ofNullable(change.trigger())
                        .map(trigger -> PayloadRows.Apart.trigger(change.context(), trigger.getData())));
        Stream<PayloadRows.Apart> outputs = history.executions().stream()
                .flatMap(change -> Stream.ofNullable(change.end())
                        .flatMap(end -> end.getOutput().stream())
                        .map(output -> PayloadRows.Apart.output(change.context(), output)));
        Stream<PayloadRows.Apart> results = history.nodes().stream().flatMap(change -> Stream.ofNullable(change.end())
                .flatMap(end -> Stream.ofNullable(ofItsOwn(end)))
                .map(output -> PayloadRows.Apart.result(change, output)));
        return Stream.of(triggers, outputs, results)
                .flatMap(parts -> parts)
                .filter(part -> isLong(part.content()))
                .toList();
    }

    private boolean isLong(ByteBuffer payload) {
        return payload.remaining() > threshold.toBytes();
    }

    /** Cut where a character begins. */
    private static ByteBuffer preview(ByteBuffer payload) {
        int end = Math.min(PREVIEW_BYTES, payload.remaining() - 1);
        while (end > 0 && (payload.get(payload.position() + end) & 0xC0) == 0x80) {
            end--;
        }
        String beginning = UTF_8.decode(payload.slice(payload.position(), end)).toString();
        return Payload.of(StoredJson.ofText(beginning).getBytes(UTF_8));
    }
}
