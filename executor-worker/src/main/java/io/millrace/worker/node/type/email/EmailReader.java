package io.millrace.worker.node.type.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.ParseException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes a message of a node's parameters; each method throws {@link ExpressionException} for what cannot be sent. */
final class EmailReader {
    private static final int MAX_RECIPIENTS = 100;
    private static final int MAX_SUBJECT = 998;

    private EmailReader() {}

    static Email read(Parameters parameters) {
        List<String> from = addresses(parameters, "from");
        if (from.size() != 1) {
            throw ExpressionException.unusable("there must be one sender", "from");
        }
        List<String> to = addresses(parameters, "to");
        if (to.isEmpty()) {
            throw ExpressionException.unusable("there is no recipient", "to");
        }
        Optional<String> text = parameters.text("text");
        Optional<String> html = parameters.text("html");
        if (text.isEmpty() && html.isEmpty()) {
            throw ExpressionException.unusable("there is neither a text nor an html form", "text");
        }
        var email = new Email(
                from.getFirst(),
                to,
                addresses(parameters, "cc"),
                addresses(parameters, "bcc"),
                addresses(parameters, "replyTo"),
                subject(parameters),
                text,
                html,
                parameters
                        .find("attachments")
                        .filter(given -> !given.isNull())
                        .map(Json::items)
                        .orElse(List.of())
                        .stream()
                        .map(EmailReader::attachment)
                        .toList());
        if (to.size() + email.cc().size() + email.bcc().size() > MAX_RECIPIENTS) {
            throw ExpressionException.unusable("there are more than " + MAX_RECIPIENTS + " recipients", "to");
        }
        return email;
    }

    /** One text, or a list of them; each may be several addresses with commas between. */
    private static List<String> addresses(Parameters parameters, String name) {
        return parameters.find(name).filter(given -> !given.isNull()).map(Json::items).orElse(List.of()).stream()
                .flatMap(item -> parsed(item.text(), name).stream())
                .toList();
    }

    private static List<String> parsed(String text, String parameter) {
        try {
            return List.of(InternetAddress.parse(text, true)).stream()
                    .map(address -> checked(address, parameter))
                    .toList();
        } catch (AddressException e) {
            throw ExpressionException.unusable("'" + text + "' is no address: " + e.getMessage(), parameter);
        }
    }

    private static String checked(InternetAddress address, String parameter) {
        if (address.isGroup() || !address.getAddress().contains("@")) {
            throw ExpressionException.unusable("'" + address.getAddress() + "' is no address", parameter);
        }
        return address.toUnicodeString();
    }

    private static String subject(Parameters parameters) {
        String subject = parameters.text("subject").orElse("");
        if (subject.chars().anyMatch(Character::isISOControl) || subject.length() > MAX_SUBJECT) {
            throw ExpressionException.unusable(
                    "a subject is one line of at most " + MAX_SUBJECT + " characters", "subject");
        }
        return subject;
    }

    private static Email.Attachment attachment(Json given) {
        Json file = given.member("content")
                .flatMap(content -> content.member("$binary"))
                .orElse(given);
        String filename = given.member("filename")
                .map(Json::text)
                .filter(name -> !name.isBlank() && name.chars().noneMatch(Character::isISOControl))
                .orElseThrow(() -> ExpressionException.unusable("an attachment has no usable filename", "attachments"));
        String type = file.member("contentType").map(Json::text).orElse("application/octet-stream");
        try {
            byte[] content = file.member("base64")
                    .map(base64 -> Base64.getDecoder().decode(base64.text()))
                    .or(() -> given.member("content").map(text -> text.text().getBytes(UTF_8)))
                    .orElseThrow(() -> new IllegalArgumentException("it has neither base64 nor content"));
            return new Email.Attachment(filename, new ContentType(type).toString(), ByteBuffer.wrap(content));
        } catch (IllegalArgumentException | ParseException e) {
            throw ExpressionException.unusable("'" + filename + "': " + e.getMessage(), "attachments");
        }
    }
}
