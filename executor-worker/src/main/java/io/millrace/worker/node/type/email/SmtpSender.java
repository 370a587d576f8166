package io.millrace.worker.node.type.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.address.OutgoingAddresses;
import io.millrace.schemas.address.RefusedAddressException;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.http.HttpSettings;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Hands messages in by SMTP. A repeat after a crash cannot be told from the first by the server; both carry the same
 * {@code Message-ID}, by which receivers can.
 */
final class SmtpSender {
    private final OutgoingAddresses addresses;
    private final Duration connectTimeout;

    SmtpSender(HttpSettings settings) {
        this.addresses = new OutgoingAddresses(settings.allowedTargets());
        this.connectTimeout = settings.connectTimeout();
    }

    NodeOutcome send(Email email, OpenCredential credential, String idempotencyKey, Duration limit)
            throws InterruptedException {
        String server =
                credential.text("host") + ":" + credential.data().path("port").intValue();
        Session session = Session.getInstance(properties(credential, limit));
        String messageId = messageId(idempotencyKey, email);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(
                    credential.text("host"),
                    credential.data().path("port").intValue(),
                    credential.data().path("username").stringValue(null),
                    credential.data().path("password").stringValue(null));
            MimeMessage message = message(session, email, messageId);
            transport.sendMessage(message, message.getAllRecipients());
            return EmailNode.sent(messageId);
        } catch (MessagingException e) {
            // The JDK closes a virtual thread's socket when the thread is interrupted.
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while mail was handed in to " + server);
            }
            return failed(server, e);
        }
    }

    private Properties properties(OpenCredential credential, Duration limit) {
        String security = credential.data().path("security").stringValue("starttls");
        var sockets = new GuardedSockets(addresses);
        var properties = new Properties();
        properties.put("mail.smtp.socketFactory", sockets);
        properties.put("mail.smtp.ssl.socketFactory", sockets);
        // Else the library would try with sockets of its own what these refuse.
        properties.put("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.ssl.enable", String.valueOf(security.equals("tls")));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", String.valueOf(security.equals("starttls")));
        properties.put("mail.smtp.starttls.required", String.valueOf(security.equals("starttls")));
        properties.put("mail.smtp.auth", String.valueOf(credential.data().has("username")));
        properties.put("mail.smtp.connectiontimeout", String.valueOf(connectTimeout.toMillis()));
        properties.put("mail.smtp.timeout", String.valueOf(limit.toMillis()));
        return properties;
    }

    private static String messageId(String idempotencyKey, Email email) {
        String domain = email.from().replaceFirst(".*@", "").replaceAll("[^A-Za-z0-9.-]", "");
        return "<" + UUID.nameUUIDFromBytes(idempotencyKey.getBytes(UTF_8)) + "@" + domain + ">";
    }

    private static MimeMessage message(Session session, Email email, String messageId) throws MessagingException {
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", messageId);
            }
        };
        message.setFrom(new InternetAddress(email.from()));
        message.setRecipients(Message.RecipientType.TO, addresses(email.to()));
        message.setRecipients(Message.RecipientType.CC, addresses(email.cc()));
        message.setRecipients(Message.RecipientType.BCC, addresses(email.bcc()));
        if (!email.replyTo().isEmpty()) {
            message.setReplyTo(addresses(email.replyTo()));
        }
        message.setSubject(email.subject(), "UTF-8");
        message.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        message.setContent(content(email));
        message.saveChanges();
        return message;
    }

    private static MimeMultipart content(Email email) throws MessagingException {
        var alternatives = new MimeMultipart("alternative");
        if (email.text().isPresent()) {
            var part = new MimeBodyPart();
            part.setText(email.text().get(), "UTF-8");
            alternatives.addBodyPart(part);
        }
        if (email.html().isPresent()) {
            var part = new MimeBodyPart();
            part.setText(email.html().get(), "UTF-8", "html");
            alternatives.addBodyPart(part);
        }
        if (email.attachments().isEmpty()) {
            return alternatives;
        }
        var body = new MimeBodyPart();
        body.setContent(alternatives);
        var mixed = new MimeMultipart("mixed", body);
        for (Email.Attachment attachment : email.attachments()) {
            var part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(
                    new ByteArrayDataSource(Payload.bytes(attachment.content()), attachment.contentType())));
            part.setDisposition(MimeBodyPart.ATTACHMENT);
            part.setFileName(attachment.filename());
            mixed.addBodyPart(part);
        }
        return mixed;
    }

    private static InternetAddress[] addresses(List<String> texts) throws MessagingException {
        return InternetAddress.parse(String.join(",", texts));
    }

    /** By what the server said: a 4xx may end differently another time, a 5xx will not. */
    private static NodeOutcome failed(String server, MessagingException e) {
        return switch (e) {
            case AuthenticationFailedException refused ->
                NodeOutcome.failed("smtp-authentication", server + " does not take the credential", false);
            case SMTPSendFailedException refused ->
                NodeOutcome.failed(
                        "smtp-status", server + " answered " + refused.getMessage(), refused.getReturnCode() < 500);
            case SMTPAddressFailedException refused ->
                NodeOutcome.failed(
                        "smtp-status", server + " answered " + refused.getMessage(), refused.getReturnCode() < 500);
            case SendFailedException refused ->
                NodeOutcome.failed("smtp-status", server + " does not take the message: " + causes(refused), false);
            default -> connection(server, e);
        };
    }

    private static NodeOutcome connection(String server, MessagingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedAddressException refused) {
                return NodeOutcome.failed("address-refused", String.valueOf(refused.getMessage()), false);
            }
            if (cause instanceof SocketTimeoutException) {
                return NodeOutcome.failed("timeout", server + " did not answer in time", true);
            }
        }
        return NodeOutcome.failed("smtp-connection", server + ": " + causes(e), true);
    }

    private static String causes(Throwable problem) {
        var text = new StringBuilder(String.valueOf(problem.getMessage()));
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            text.append("; ").append(cause.getMessage());
        }
        return text.toString();
    }
}
