package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** Sends bytes that no decent client would, over one connection as long as the server keeps it. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;

    private final InetSocketAddress address;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private boolean open;

    RawClient(URI base) {
        this.address = new InetSocketAddress("localhost", base.getPort());
    }

    /**
     * An answer.
     *
     * @param status 0 if the server closed the connection without one
     */
    record Answer(int status, String body) {}

    Answer send(byte[] request) throws IOException {
        boolean fresh = !open;
        if (fresh) {
            socket = new Socket();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(address);
            in = new BufferedInputStream(socket.getInputStream());
            open = true;
        }
        try {
            socket.getOutputStream().write(request);
            Answer answer = read(request[0] == 'H');
            if (answer.status() == 0 && !fresh) {
                close();
                return send(request); // the server had closed what it kept before
            }
            return answer;
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            close();
            return fresh ? new Answer(0, "") : send(request);
        }
    }

    private Answer read(boolean head) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.")) { // closed, or answered as HTTP/0.9 wants it: a line that named no protocol
            close();
            return new Answer(0, "");
        }
        int length = -1;
        boolean chunked = false;
        boolean keep = true;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:");
            keep &= !lower.equals("connection: close");
        }
        int code = Integer.parseInt(status.split(" ", -1)[1]);
        if (code == 100) {
            return read(head);
        }
        boolean bodiless = head || code == 204 || code == 304;
        String body = "";
        if (!bodiless && length >= 0) {
            body = new String(in.readNBytes(length), ISO_8859_1);
        } else if (!bodiless && (chunked || !keep)) {
            keep = false;
            close();
        }
        if (!keep || (!bodiless && length < 0)) {
            close();
        }
        return new Answer(code, body);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        open = false;
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
