package io.millrace.worker.node.type.email;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A message as a node's parameters describe it.
 *
 * @param from an address, perhaps with a name
 * @param to at least one address
 * @param text the plain form
 * @param html the other form; one of the two is there
 */
record Email(
        String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        List<String> replyTo,
        String subject,
        Optional<String> text,
        Optional<String> html,
        List<Attachment> attachments) {

    Email {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        attachments = List.copyOf(attachments);
    }

    /** A file that goes with a message. */
    record Attachment(String filename, String contentType, ByteBuffer content) {}
}
