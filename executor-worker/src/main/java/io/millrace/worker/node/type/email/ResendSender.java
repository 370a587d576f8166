package io.millrace.worker.node.type.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.http.OutgoingHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends by Resend's HTTP interface ({@code POST /emails}), which recognises a repeat by its idempotency key. */
final class ResendSender {
    private static final String ADDRESS = "https://api.resend.com";

    private final OutgoingHttp http;

    ResendSender(OutgoingHttp http) {
        this.http = http;
    }

    NodeOutcome send(Email email, OpenCredential credential, String idempotencyKey, Duration limit)
            throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + credential.text("apiKey"));
        headers.put("Idempotency-Key", idempotencyKey);
        return http.post(address(credential), headers, body(email), limit, (type, body) -> sent(body));
    }

    private static URI address(OpenCredential credential) {
        try {
            String base = credential.data().path("baseUrl").stringValue(ADDRESS);
            return OutgoingHttp.address(base.replaceFirst("/+$", "") + "/emails");
        } catch (URISyntaxException e) {
            throw CredentialException.unusable("its address cannot be called: " + e.getReason(), "credential");
        }
    }

    private static byte[] body(Email email) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("from", Json.of(email.from()));
        body.put("to", texts(email.to()));
        body.put("subject", Json.of(email.subject()));
        putUnlessEmpty(body, "cc", email.cc());
        putUnlessEmpty(body, "bcc", email.bcc());
        putUnlessEmpty(body, "reply_to", email.replyTo());
        email.text().ifPresent(text -> body.put("text", Json.of(text)));
        email.html().ifPresent(html -> body.put("html", Json.of(html)));
        if (!email.attachments().isEmpty()) {
            body.put(
                    "attachments",
                    Json.array(email.attachments().stream()
                            .map(ResendSender::attachment)
                            .toList()));
        }
        return Json.object(body).toString().getBytes(UTF_8);
    }

    private static Json attachment(Email.Attachment attachment) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("filename", Json.of(attachment.filename()));
        members.put("content", Json.of(Base64.getEncoder().encodeToString(Payload.bytes(attachment.content()))));
        members.put("content_type", Json.of(attachment.contentType()));
        return Json.object(members);
    }

    private static void putUnlessEmpty(Map<String, Json> body, String name, List<String> values) {
        if (!values.isEmpty()) {
            body.put(name, texts(values));
        }
    }

    private static Json texts(List<String> values) {
        return Json.array(values.stream().map(Json::of).toList());
    }

    private static NodeOutcome sent(InputStream body) throws IOException {
        byte[] answer = body.readAllBytes();
        try {
            return EmailNode.sent(
                    Json.parse(answer).member("id").map(Json::text).orElse(""));
        } catch (JsonException e) {
            throw new IOException("the answer is not JSON: " + e.getMessage(), e);
        }
    }
}
