package io.millrace.gateway.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.web.ProblemException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where the next part begins; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    static final int MAX = 500;

    /**
     * The items after the cursor.
     *
     * @param position a text for each item, such that later texts come first; unique
     * @param cursor from the page before, or null for the first
     * @param limit 1 to {@value #MAX}
     */
    public static <S, T> Page<T> of(
            Stream<S> all, Function<S, String> position, Function<S, T> view, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > MAX) {
            throw ProblemException.invalidQuery("limit", "it must be 1 to " + MAX);
        }
        String after = cursor == null ? null : decoded(cursor);
        List<S> found = all.filter(item -> after == null || position.apply(item).compareTo(after) < 0)
                .sorted(Comparator.comparing(position).reversed())
                .limit(limit + 1L)
                .toList();
        List<S> shown = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                shown.stream().map(view).toList(),
                found.size() > limit ? encoded(position.apply(shown.getLast())) : null);
    }

    private static String encoded(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }

    private static String decoded(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalidQuery("cursor", "it is not one of this list's");
        }
    }
}
