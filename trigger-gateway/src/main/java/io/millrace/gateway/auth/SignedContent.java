package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is signed, as a text with places: {@code {timestamp}.{body}}. */
final class SignedContent {
    private static final Pattern PLACE = Pattern.compile("\\{(body|timestamp|method|url|header:([^}]+))}");

    private sealed interface Part {
        record Literal(ByteBuffer bytes) implements Part {}

        record Body() implements Part {}

        record Timestamp() implements Part {}

        record Method() implements Part {}

        record Url() implements Part {}

        record Header(String name) implements Part {}
    }

    private final List<Part> parts;

    private SignedContent(List<Part> parts) {
        this.parts = parts;
    }

    /** Reads it; braces that name no place stand for themselves. */
    static SignedContent of(String template) {
        var parts = new ArrayList<Part>();
        Matcher place = PLACE.matcher(template);
        int end = 0;
        while (place.find()) {
            literal(template.substring(end, place.start()), parts);
            parts.add(
                    switch (place.group(1)) {
                        case "body" -> new Part.Body();
                        case "timestamp" -> new Part.Timestamp();
                        case "method" -> new Part.Method();
                        case "url" -> new Part.Url();
                        default -> new Part.Header(place.group(2));
                    });
            end = place.end();
        }
        literal(template.substring(end), parts);
        return new SignedContent(List.copyOf(parts));
    }

    /** The pieces to be signed, in their order; nothing if the request lacks one. */
    Optional<List<ByteBuffer>> of(Delivery delivery, String timestamp) {
        var pieces = new ArrayList<ByteBuffer>(parts.size());
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(ByteBuffer bytes) -> pieces.add(bytes.duplicate());
                case Part.Body() -> pieces.add(delivery.body().duplicate());
                case Part.Timestamp() -> pieces.add(UTF_8.encode(timestamp));
                case Part.Method() -> pieces.add(UTF_8.encode(delivery.method()));
                case Part.Url() -> pieces.add(UTF_8.encode(delivery.url()));
                case Part.Header(String name) -> {
                    Optional<String> value = delivery.header(name);
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    pieces.add(UTF_8.encode(value.get()));
                }
            }
        }
        return Optional.of(pieces);
    }

    private static void literal(String text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Literal(UTF_8.encode(text)));
        }
    }
}
