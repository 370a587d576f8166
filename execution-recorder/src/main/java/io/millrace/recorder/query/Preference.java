package io.millrace.recorder.query;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Prefer} header (RFC 7240), of which {@code wait} is understood; whatever else it says is ignored. */
final class Preference {
    private static final Pattern WAIT = Pattern.compile("\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(;.*)?");
    private static final int MAX_SECONDS = 60;

    private Preference() {}

    /** How long the caller is willing to wait; at most a minute. */
    static Optional<Duration> waiting(List<String> headers) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .map(preference -> WAIT.matcher(preference.toLowerCase(Locale.ROOT)))
                .filter(Matcher::matches)
                .map(match -> Duration.ofSeconds(Math.min(MAX_SECONDS, Integer.parseInt(match.group(1)))))
                .findFirst();
    }
}
