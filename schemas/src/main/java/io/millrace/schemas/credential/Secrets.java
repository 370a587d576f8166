package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Replaces secrets in texts by {@value #MASK}, as they are and as JSON, a URL or base64 would write them, the last also
 * where they are a part of what was encoded. Texts shorter than {@value #MIN_LENGTH} characters are no secrets.
 * Immutable.
 */
public final class Secrets {
    /** What is shown instead. */
    public static final String MASK = "***";

    /** Shorter texts are left alone: they turn up by chance, and masking them would only spoil what is shown. */
    public static final int MIN_LENGTH = 4;

    /** Masks nothing. */
    public static final Secrets NONE = new Secrets(List.of());

    /** Longest first, so that no secret is cut by a shorter one that it contains. */
    private final List<String> forms;

    private Secrets(List<String> forms) {
        this.forms = forms;
    }

    /** Masks these texts. */
    public static Secrets of(Collection<String> texts) {
        Set<String> forms = new LinkedHashSet<>();
        texts.stream().filter(text -> text.length() >= MIN_LENGTH).forEach(text -> addForms(text, forms));
        return new Secrets(forms.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** Whether there is nothing to mask. */
    public boolean isEmpty() {
        return forms.isEmpty();
    }

    /** The text without the secrets; the very same if it has none. */
    public String mask(String text) {
        String masked = text;
        for (String form : forms) {
            masked = masked.replace(form, MASK);
        }
        return withoutCutSecret(masked);
    }

    /** A text that was cut short may end in the middle of a secret. */
    private String withoutCutSecret(String text) {
        for (String form : forms) {
            for (int length = Math.min(form.length() - 1, text.length()); length >= MIN_LENGTH; length--) {
                if (text.endsWith(form.substring(0, length))) {
                    return text.substring(0, text.length() - length) + MASK;
                }
            }
        }
        return text;
    }

    private static void addForms(String text, Set<String> forms) {
        forms.add(text);
        forms.add(new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)));
        String encoded = URLEncoder.encode(text, UTF_8);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        byte[] bytes = text.getBytes(UTF_8);
        IntStream.range(0, 3).mapToObj(offset -> base64(bytes, offset)).forEach(form -> {
            if (form.length() >= MIN_LENGTH) {
                forms.add(form);
                forms.add(form.replace('+', '-').replace('/', '_'));
            }
        });
    }

    /** The characters that the bytes alone decide when so many others are before them in their group of three. */
    private static String base64(byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return encoded.substring(from, to);
    }
}
