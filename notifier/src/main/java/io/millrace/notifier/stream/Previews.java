package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What messages carry of payloads: all of a small one, the beginning of a large one, and where the history has it
 * whole.
 *
 * @param bytes how much of a payload a message carries at most
 * @param recorder where the history is reached, without a slash at the end
 */
record Previews(int bytes, URI recorder) {

    /** Four fields; of the first two at most one is not null. */
    JsonMessage output(JsonMessage json, Optional<ByteBuffer> output, Supplier<String> url) {
        return json.raw("output", whole(output))
                .text("outputPreview", output.filter(this::isLarge).map(this::beginning))
                .number("outputBytes", output.map(ByteBuffer::remaining).orElse(0))
                .text("outputUrl", output.map(there -> url.get()));
    }

    /** The payload if it is small. */
    Optional<String> whole(Optional<ByteBuffer> payload) {
        return payload.filter(there -> !isLarge(there)).map(there -> new String(Payload.bytes(there), UTF_8));
    }

    private boolean isLarge(ByteBuffer payload) {
        return payload.remaining() > bytes;
    }

    /** Cut between two characters. */
    private String beginning(ByteBuffer payload) {
        ByteBuffer rest = payload.duplicate();
        int end = rest.position() + bytes;
        while (end > rest.position() && (rest.get(end) & 0xC0) == 0x80) {
            end--;
        }
        return new String(Payload.bytes(rest.limit(end)), UTF_8);
    }

    String output(UUID execution) {
        return recorder + "/executions/" + execution + "/output";
    }

    String nodeOutput(UUID execution, String nodeId, String iteration) {
        String url = recorder + "/executions/" + execution + "/nodes/" + URLEncoder.encode(nodeId, UTF_8) + "/output";
        return iteration.isEmpty() ? url : url + "?iteration=" + URLEncoder.encode(iteration, UTF_8);
    }
}
