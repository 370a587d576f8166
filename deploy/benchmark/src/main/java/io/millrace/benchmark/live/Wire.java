package io.millrace.benchmark.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket on a plain socket: cheap enough that thousands of them do not measure themselves. */
final class Wire implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final Pattern RETRY_AFTER = Pattern.compile("(?im)^Retry-After: (\\d+)");

    /** The server said no, and when to come back. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int retryAfterSeconds;

        private RefusedException(String answer) {
            super(answer.lines().findFirst().orElse("nothing"));
            Matcher told = RETRY_AFTER.matcher(answer);
            retryAfterSeconds = told.find() ? Integer.parseInt(told.group(1)) : 0;
        }

        /** 0 if it did not say. */
        int retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8192));
        this.out = socket.getOutputStream();
    }

    /** Asks for a ticket, as a browser does, and opens the socket with it. */
    static Wire open(int port, String token) throws IOException {
        return open(port, token, 0);
    }

    /** The same with a receive buffer that is soon full. */
    static Wire openNarrow(int port, String token) throws IOException {
        return open(port, token, 4096);
    }

    private static Wire open(int port, String token, int receiveBuffer) throws IOException {
        String ticket;
        try (Socket asking = connect(port, 0)) {
            asking.getOutputStream()
                    .write("""
                    POST /socket-tickets HTTP/1.1
                    Host: localhost:%d
                    Authorization: Bearer %s
                    Content-Length: 0
                    Connection: close

                    """.formatted(port, token).replace("\n", "\r\n").getBytes(US_ASCII));
            String answer = new String(asking.getInputStream().readAllBytes(), ISO_8859_1);
            int at = answer.indexOf("\"ticket\":\"");
            if (at < 0) {
                throw new RefusedException(answer);
            }
            ticket = answer.substring(at + 10, answer.indexOf('"', at + 10));
        }
        return upgrade(connect(port, receiveBuffer), port, ticket);
    }

    private static Socket connect(int port, int receiveBuffer) throws IOException {
        var socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("localhost", port), 10_000);
        return socket;
    }

    private static Wire upgrade(Socket socket, int port, String ticket) throws IOException {
        var wire = new Wire(socket);
        wire.out.write("""
                GET /socket?ticket=%s HTTP/1.1
                Host: localhost:%d
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Protocol: millrace.v1
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.formatted(ticket, port).replace("\n", "\r\n").getBytes(US_ASCII));
        String status = wire.line();
        var answer = new StringBuilder(status);
        for (String header = wire.line(); !header.isEmpty(); header = wire.line()) {
            answer.append('\n').append(header);
        }
        if (!status.contains(" 101")) {
            socket.close();
            throw new RefusedException(answer.toString());
        }
        return wire;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    void send(String text) throws IOException {
        frame(TEXT, text.getBytes(UTF_8));
    }

    private synchronized void frame(int opcode, byte[] content) throws IOException {
        var frame = new ByteArrayOutputStream(content.length + 14);
        frame.write(0x80 | opcode);
        if (content.length < 126) {
            frame.write(0x80 | content.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(content.length >> 8);
            frame.write(content.length);
        }
        frame.writeBytes(new byte[4]); // a mask of zeros masks nothing
        frame.writeBytes(content);
        out.write(frame.toByteArray());
    }

    /** Whether the server still takes something from here: says hello, as a client does that only does not read. */
    boolean isTaken() {
        try {
            frame(PONG, new byte[0]);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The next message, waited for; empty when the server has closed. Answers pings. */
    Optional<String> read() throws IOException {
        var parts = new ByteArrayOutputStream(0);
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] content = content(in, length);
            switch (first & 0x0F) {
                case PING -> frame(PONG, content);
                case PONG -> {}
                case CLOSE -> {
                    return Optional.empty();
                }
                default -> {
                    parts.writeBytes(content);
                    if ((first & 0x80) != 0) {
                        return Optional.of(parts.toString(UTF_8));
                    }
                }
            }
        }
    }

    private static byte[] content(InputStream in, int length) throws IOException {
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException();
        }
        return content;
    }

    /** Cuts it, as when the network goes. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
