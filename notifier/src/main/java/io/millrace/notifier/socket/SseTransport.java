package io.millrace.notifier.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** To a client over Server-Sent Events; each message goes out at once. */
final class SseTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(SseTransport.class);

    private final ServletOutputStream out;

    SseTransport(ServletOutputStream out) {
        this.out = out;
    }

    /** Tells the client how long to wait before it comes back; each another time, so that not all come at once. */
    void begin(int retryMs) throws IOException {
        write("retry: " + retryMs + "\n\n");
    }

    @Override
    public void send(String message, String cursor) throws IOException {
        String id = cursor.isEmpty() ? "" : "id: " + cursor + "\n";
        write(id + "data: " + message + "\n\n");
    }

    /** An id without data is no message, but what the client comes back with. */
    @Override
    public boolean heartbeat(String cursor) throws IOException {
        write(cursor.isEmpty() ? ": still here\n\n" : ": still here\nid: " + cursor + "\n\n");
        return false;
    }

    @Override
    public void close(CloseReason reason) {
        if (reason == CloseReason.DONE) {
            return;
        }
        try {
            send(Replies.error(new Request.Invalid(reason.wireName(), reason.text())), "");
        } catch (IOException e) {
            log.debug("a client was gone before it was told {}", reason, e);
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
