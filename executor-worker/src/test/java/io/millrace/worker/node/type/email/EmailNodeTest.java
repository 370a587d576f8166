package io.millrace.worker.node.type.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.millrace.expression.ExpressionException;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.credential.MemoryCredentials;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.http.HttpSettings;
import io.millrace.worker.node.type.http.LocalApi;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a real SMTP server, and one that speaks Resend's interface as its documentation says. */
class EmailNodeTest {
    private static final String MESSAGE = """
            "from": "Shop <shop@example.com>", "to": ["ada@example.com", "Bob <bob@example.com>"],
            "cc": "carl@example.com", "bcc": "dora@example.com", "replyTo": "help@example.com",
            "subject": "Bestellung {{ input.order }} ✓", "text": "Hällo", "html": "<b>Hällo</b>",
            "attachments": [{"filename": "a.txt", "contentType": "text/plain", "base64": "w6Q="}]""";
    private static final String SHORT = "\"from\": \"a@example.com\", \"to\": \"b@example.com\", \"text\": \"x\"";

    private final GreenMail smtp = new GreenMail(ServerSetup.SMTP.dynamicPort());
    private final LocalApi api = new LocalApi();

    @BeforeEach
    void start() {
        smtp.setUser("shop@example.com", "shop", "canary-password");
        smtp.start();
    }

    @AfterEach
    void close() throws IOException {
        smtp.stop();
        api.close();
    }

    @Test
    void aMessageIsHandedInBySmtp() throws Exception {
        NodeOutcome outcome = run(MESSAGE, "smtp", settings("127.0.0.1"));

        assertThat(smtp.getReceivedMessages()).hasSize(4);
        MimeMessage message = smtp.getReceivedMessages()[0];
        assertThat(outcome).isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(done.output())
                .hasToString("{\"messageId\":\"%s\"}".formatted(header(message, "Message-ID"))));
        assertThat(header(message, "Message-ID")).endsWith("@example.com>");
        assertThat(message.getSubject()).isEqualTo("Bestellung 17 ✓");
        assertThat(message.getFrom()[0]).hasToString("Shop <shop@example.com>");
        assertThat(message.getReplyTo()[0]).hasToString("help@example.com");
        assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(2);
        assertThat(message.getRecipients(Message.RecipientType.BCC))
                .as("nobody sees them")
                .isNull();
        var mixed = (MimeMultipart) message.getContent();
        var forms = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(forms.getBodyPart(0).getContent().toString().strip()).isEqualTo("Hällo");
        assertThat(forms.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("a.txt");
        assertThat(new String(mixed.getBodyPart(1).getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("ä");
    }

    @Test
    void aRepeatCarriesTheSameMessageId() throws Exception {
        run(SHORT, "smtp", settings("127.0.0.1"));
        run(SHORT, "smtp", settings("127.0.0.1"));

        assertThat(List.of(smtp.getReceivedMessages()))
                .extracting(message -> header(message, "Message-ID"))
                .hasSize(2)
                .containsOnly(header(smtp.getReceivedMessages()[0], "Message-ID"));
    }

    @ParameterizedTest
    @CsvSource({"wrong, smtp-authentication, false", "nobody, smtp-connection, true", "encrypted, smtp-connection, true"
    })
    void aServerThatDoesNotTakeItIsNamed(String credential, String type, boolean retryable) throws Exception {
        Failure failure = failure(run(SHORT, credential, settings("127.0.0.1")));

        assertThat(failure.getType()).isEqualTo(type);
        assertThat(failure.getRetryable()).isEqualTo(retryable);
        assertThat(failure.getMessage()).startsWith("127.0.0.1:").doesNotContain("canary");
        assertThat(smtp.getReceivedMessages()).isEmpty();
    }

    @Test
    void privateAddressesAreRefused() throws Exception {
        assertThat(failure(run(SHORT, "smtp", settings())).getType()).isEqualTo("address-refused");
    }

    @Test
    void aMessageIsHandedInByResend() throws Exception {
        api.on("/emails", exchange -> LocalApi.answer(exchange, 200, "application/json", "{\"id\":\"re-1\"}"));

        NodeOutcome outcome = run(MESSAGE, "resend", settings());

        assertThat(outcome).isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(done.output())
                .hasToString("{\"messageId\":\"re-1\"}"));
        JsonNode sent = JsonMapper.shared().readTree(api.bodies().getFirst());
        assertThat(sent).isEqualTo(JsonMapper.shared().readTree("""
                {"from": "Shop <shop@example.com>", "to": ["ada@example.com", "Bob <bob@example.com>"],
                 "subject": "Bestellung 17 ✓", "cc": ["carl@example.com"], "bcc": ["dora@example.com"],
                 "reply_to": ["help@example.com"], "text": "Hällo", "html": "<b>Hällo</b>",
                 "attachments": [{"filename": "a.txt", "content": "w6Q=", "content_type": "text/plain"}]}"""));
        assertThat(api.headers().getFirst().getFirst("Authorization")).isEqualTo("Bearer canary-key");
        assertThat(api.headers().getFirst().getFirst("Idempotency-Key")).isEqualTo(NodeCalls.EXECUTION + "/n");
    }

    @Test
    void whatResendRefusesFails() throws Exception {
        api.on(
                "/emails",
                exchange -> LocalApi.answer(
                        exchange, 422, "application/json", "{\"message\":\"The key canary-key is not verified\"}"));

        Failure failure = failure(run(SHORT, "resend", settings()));
        assertThat(failure.getType()).isEqualTo("http-status");
        assertThat(failure.getRetryable()).isFalse();
        assertThat(failure.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "to": "b@example.com", "text": "x", "from": "nobody"                        | /from
            "to": [], "text": "x", "from": "a@example.com"                              | /to
            "to": "b@example.com", "from": "a@example.com"                              | /text
            "to": "b@example.com", "from": "a@example.com", "text": "x", "subject": "a\\nBcc: c@example.com" | /subject
            "to": "b@example.com", "from": "a@example.com", "text": "x", "attachments": [{"base64": "YQ=="}] | /attachments
            """)
    void whatCannotBeSentNamesItsParameter(String parameters, String pointer) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> node(settings()).run(call(parameters, "smtp")))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo(pointer));
    }

    private NodeOutcome run(String parameters, String credential, HttpSettings settings) throws InterruptedException {
        String server =
                "{\"host\": \"127.0.0.1\", \"port\": %d, \"security\": \"%s\", \"username\": \"shop\", \"password\": \"%s\"}";
        int port = smtp.getSmtp().getPort();
        return new MemoryCredentials()
                .put("smtp", "smtp", server.formatted(port, "none", "canary-password"))
                .put("wrong", "smtp", server.formatted(port, "none", "canary-wrong"))
                .put("nobody", "smtp", server.formatted(1, "none", "canary-password"))
                .put("encrypted", "smtp", server.formatted(port, "starttls", "canary-password"))
                .put("resend", "resend", "{\"apiKey\": \"canary-key\", \"baseUrl\": \"%s\"}".formatted(api.url("")))
                .guard(node(settings))
                .run(call(parameters, credential));
    }

    private EmailNode node(HttpSettings settings) {
        return new EmailNode(settings, api.http());
    }

    private static NodeCall call(String parameters, String credential) {
        return NodeCalls.call(
                "email", "{\"credential\": \"%s\", %s}".formatted(credential, parameters), "{\"order\": 17}");
    }

    private static HttpSettings settings(String... allowed) {
        return new HttpSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(20), DataSize.ofKilobytes(900), 10, 10, List.of(allowed));
    }

    private static String header(MimeMessage message, String name) {
        try {
            return message.getHeader(name)[0];
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Failure failure(NodeOutcome outcome) {
        return ((NodeOutcome.Failed) outcome).failure();
    }
}
