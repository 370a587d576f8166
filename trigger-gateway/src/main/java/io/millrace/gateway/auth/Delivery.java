package io.millrace.gateway.auth;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param method upper case
 * @param url as the caller knows it, with its query
 * @param headers by name in any case
 * @param body the raw bytes; shared, so never moved
 */
record Delivery(String method, String url, Headers headers, ByteBuffer body) {
    /** All values of a header, none if it is not there. */
    @FunctionalInterface
    interface Headers {
        List<String> all(String name);
    }

    /** Whether the header is there at all. */
    boolean has(String name) {
        return !headers.all(name).isEmpty();
    }

    /** The header's value; none if it is there twice, for then it is not known which one counts. */
    Optional<String> header(String name) {
        List<String> values = headers.all(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
