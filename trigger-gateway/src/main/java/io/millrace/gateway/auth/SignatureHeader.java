package io.millrace.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How signatures are written in a header. */
@FunctionalInterface
interface SignatureHeader {
    /** More than this many in one header are not looked at: each costs a check. */
    int MAX_SIGNATURES = 16;

    /**
     * What the header says; nothing if it cannot be read.
     *
     * @param value as it came
     */
    Optional<Shown> read(String value);

    /**
     * A header's content.
     *
     * @param timestamp as it is written, where the header has one
     * @param signatures of which one is enough
     */
    record Shown(Optional<String> timestamp, List<Signature> signatures) {}

    /**
     * One signature.
     *
     * @param version how it was made, where the header says so; else empty
     * @param text as it is written
     */
    record Signature(String version, String text) {}

    /** One signature and nothing else. */
    static SignatureHeader single(String prefix) {
        return value -> value.startsWith(prefix) && value.length() > prefix.length()
                ? Optional.of(new Shown(Optional.empty(), List.of(new Signature("", value.substring(prefix.length())))))
                : Optional.empty();
    }

    /** {@code v1,signature v1a,signature …}. */
    static Optional<Shown> versioned(String value) {
        var signatures = new ArrayList<Signature>();
        for (String one : value.split(" ", -1)) {
            int comma = one.indexOf(',');
            if (comma < 1 || signatures.size() == MAX_SIGNATURES) {
                return Optional.empty();
            }
            signatures.add(new Signature(one.substring(0, comma), one.substring(comma + 1)));
        }
        return Optional.of(new Shown(Optional.empty(), signatures));
    }

    /** {@code t=timestamp,v1=signature,v1=signature,…}; other names are of other versions. */
    static Optional<Shown> timed(String value) {
        Optional<String> timestamp = Optional.empty();
        var signatures = new ArrayList<Signature>();
        for (String one : value.split(",", -1)) {
            int equals = one.indexOf('=');
            if (equals < 1 || equals != one.lastIndexOf('=') || signatures.size() == MAX_SIGNATURES) {
                return Optional.empty();
            }
            String text = one.substring(equals + 1);
            switch (one.substring(0, equals)) {
                case "t" -> {
                    if (timestamp.isPresent()) {
                        return Optional.empty();
                    }
                    timestamp = Optional.of(text);
                }
                case "v1" -> signatures.add(new Signature("", text));
                default -> {} // of another version
            }
        }
        return timestamp.isEmpty() || signatures.isEmpty()
                ? Optional.empty()
                : Optional.of(new Shown(timestamp, signatures));
    }
}
