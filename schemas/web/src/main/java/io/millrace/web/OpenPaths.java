package io.millrace.web;

import java.util.List;

/**
 * What a service answers without a token; everything else needs one. Each service declares one as a bean.
 *
 * @param patterns Spring's path patterns, such as {@code /webhooks/**}
 */
public record OpenPaths(List<String> patterns) {
    public OpenPaths {
        patterns = List.copyOf(patterns);
    }

    /** Nothing but these, the documentation, health and metrics. */
    public static OpenPaths of(String... patterns) {
        return new OpenPaths(List.of(patterns));
    }
}
