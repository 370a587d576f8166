package io.millrace.gateway.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/** Makes of a signed delivery one that nobody signed. */
final class Tampering {
    private static final List<String> OTHER_HEADERS = List.of(
            "X-Hub-Signature",
            "X-Hub-Signature-1",
            "Stripe-Signature",
            "X-Slack-Signature",
            "webhook-signature",
            "X-Sig");

    private interface Change {
        Signed of(Signed signed, Random random);
    }

    private static final List<Change> CHANGES = List.of(
            (signed, random) -> signed.withBody(flipped(signed.bytes(), random)),
            (signed, random) -> signed.withBody(flipped(signed.bytes(), random)),
            (signed, random) -> signed.withBody(Arrays.copyOf(signed.bytes(), random.nextInt(signed.bytes().length))),
            (signed, random) -> signed.withBody(doubled(signed.bytes())),
            (signed, random) -> signed.withBody(Arrays.copyOf(signed.bytes(), signed.bytes().length + 1)),
            (signed, random) -> signed.withSecret(otherKey(signed.secret(), random)),
            // Every header that takes part, its bits, its end, and twice.
            (signed, random) -> inHeader(signed, random, Tampering::flipped),
            (signed, random) -> inHeader(signed, random, Tampering::flipped),
            (signed, random) -> inHeader(signed, random, Tampering::flipped),
            (signed, random) -> inHeader(signed, random, (text, any) -> text.substring(0, any.nextInt(text.length()))),
            (signed, random) -> inHeader(signed, random, (text, any) -> text + text),
            (signed, random) -> inHeader(signed, random, (text, any) -> text + "A"),
            (signed, random) -> twice(signed, random),
            (signed, random) -> signed.withoutHeader(name(signed, random)),
            Tampering::moved,
            (signed, random) -> signed.withHeader(
                    signed.scheme().header(),
                    signed.header(signed.scheme().header()).replaceFirst("(sha256=|v0=|v1=|v1,|v1a,|)", "sha1=")));

    private Tampering() {}

    /** So many, which differ from the delivery and mostly from one another. */
    static List<Signed> variants(Signed signed, long seed, int count) {
        var random = new Random(seed);
        var variants = new ArrayList<Signed>();
        for (int i = 0; i < count; i++) {
            variants.add(CHANGES.get(i % CHANGES.size()).of(signed, random));
        }
        return variants;
    }

    private interface Edit {
        String of(String text, Random random);
    }

    private static Signed inHeader(Signed signed, Random random, Edit edit) {
        String name = name(signed, random);
        return signed.withHeader(name, edit.of(signed.header(name), random));
    }

    private static Signed twice(Signed signed, Random random) {
        String name = name(signed, random);
        return signed.withHeader(name, signed.header(name), signed.header(name));
    }

    private static Signed moved(Signed signed, Random random) {
        String name = signed.scheme().header();
        var headers = new LinkedHashMap<>(signed.headers());
        String other = OTHER_HEADERS.get(random.nextInt(OTHER_HEADERS.size()));
        headers.put(other.equalsIgnoreCase(name) ? "X-Other" : other, headers.remove(name));
        return signed.with(headers);
    }

    private static String name(Signed signed, Random random) {
        var names = List.copyOf(signed.headers().keySet());
        return names.get(random.nextInt(names.size()));
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private static String flipped(String text, Random random) {
        char[] chars = text.toCharArray();
        chars[random.nextInt(chars.length)] ^= (char) (1 << random.nextInt(7));
        return new String(chars);
    }

    private static byte[] doubled(byte[] bytes) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(bytes, 0, copy, bytes.length, bytes.length);
        return copy;
    }

    private static String otherKey(String secret, Random random) {
        int end = secret.length() - (secret.endsWith("=") ? 3 : 1); // the last bits of base64 may not count
        int at = Math.max(0, end - 10) + random.nextInt(Math.min(end, 10));
        char other = secret.charAt(at) == 'a' ? 'b' : 'a';
        return secret.substring(0, at) + other + secret.substring(at + 1);
    }
}
