package io.millrace.benchmark.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection, kept open from call to call. It takes as little of the processor as can be, because the client
 * is on the machine that it measures; so it reads of HTTP/1.1 only what servers answer here.
 */
final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;
    /** Servers close what is idle for longer, perhaps while the next call is on its way. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final InetSocketAddress server;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();
    private long lastUsed;

    /**
     * What came back.
     *
     * @param retryAfter in seconds, if the answer says so
     */
    record Answer(int status, OptionalInt retryAfter, String body) {
        /** From the gateway's answer to what it accepted. */
        String executionId() {
            return body.replaceFirst(".*\"executionId\":\"([^\"]+)\".*", "$1");
        }
    }

    Connection(URI uri) {
        this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** The bytes of a POST of JSON, to be sent any number of times. */
    static byte[] request(URI uri, String json) {
        String head = "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(uri.getRawPath(), uri.getAuthority(), json.getBytes(UTF_8).length);
        return (head + json).getBytes(UTF_8);
    }

    /** Sends it and returns the answer; connects where no connection is open. */
    Answer send(byte[] request) throws IOException {
        try {
            if (System.nanoTime() - lastUsed > IDLE_NANOS) {
                close();
            }
            Socket open = open();
            open.getOutputStream().write(request);
            Answer answer = answer();
            lastUsed = System.nanoTime();
            return answer;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Socket open() throws IOException {
        if (socket == null) {
            var fresh = new Socket();
            fresh.setTcpNoDelay(true);
            fresh.setSoTimeout(TIMEOUT_MS);
            fresh.connect(server, TIMEOUT_MS);
            in = new BufferedInputStream(fresh.getInputStream(), 2048);
            socket = fresh;
        }
        return socket;
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean chunked = false;
        boolean last = false;
        OptionalInt retryAfter = OptionalInt.empty();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = true;
                case "connection" -> last = value.equalsIgnoreCase("close");
                case "retry-after" -> retryAfter = OptionalInt.of(Integer.parseInt(value));
                default -> {}
            }
        }
        String body = chunked ? chunks() : new String(in.readNBytes(length), UTF_8);
        if (last) {
            close();
        }
        return new Answer(status, retryAfter, body);
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        while (true) {
            int length = Integer.parseInt(line(), 16);
            body.append(new String(in.readNBytes(length), UTF_8));
            line();
            if (length == 0) {
                return body.toString();
            }
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
