package io.millrace.notifier.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.web.RequestTurns;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** To a client over Server-Sent Events; each message goes out at once. */
final class SseTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(SseTransport.class);

    /** Bytes: as a socket's, and Tomcat's buffers for the request, which lasts. */
    static final int MEMORY = WebSocketTransport.MEMORY + RequestTurns.BUFFER_BYTES;

    private final ServletOutputStream out;

    SseTransport(ServletOutputStream out) {
        this.out = out;
    }

    /** Tells the client how long to wait before it comes back; each another time, so that not all come at once. */
    void begin(long retryMs) throws IOException {
        write("retry: " + retryMs + "\n\n");
    }

    @Override
    public int memory() {
        return MEMORY;
    }

    @Override
    public void send(String message, String cursor) throws IOException {
        String id = cursor.isEmpty() ? "" : "id: " + cursor + "\n";
        write(id + "data: " + message + "\n\n");
    }

    @Override
    public boolean heartbeat() throws IOException {
        write(": still here\n\n");
        return false;
    }

    @Override
    public void close(CloseReason reason, String farewell) {
        if (reason.isUnheard()) {
            return;
        }
        try {
            send(farewell, "");
        } catch (IOException e) {
            log.debug("a client was gone before it was told {}", reason, e);
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
