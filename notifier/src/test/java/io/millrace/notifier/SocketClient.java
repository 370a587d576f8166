package io.millrace.notifier;

import io.millrace.fixture.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that keeps what it is sent. */
final class SocketClient extends Messages implements WebSocket.Listener, AutoCloseable {
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private volatile boolean reading = true;

    SocketClient(HttpClient http, URI uri, String... originHeader) {
        var builder = http.newWebSocketBuilder().subprotocols("millrace.v1");
        if (originHeader.length == 1) {
            builder.header("Origin", originHeader[0]);
        }
        try {
            socket = builder.buildAsync(uri, this).join();
        } catch (CompletionException e) {
            String status = e.getCause() instanceof WebSocketHandshakeException refusal
                    ? " with " + refusal.getResponse().statusCode()
                    : "";
            throw new IllegalStateException("refused" + status, e.getCause());
        }
    }

    /** The server may have closed by now. */
    void trySend(String message) {
        socket.sendText(message, true).exceptionally(closedAlready -> socket).join();
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    SocketClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** One message in several frames. */
    SocketClient send(List<String> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            socket.sendText(pieces.get(i), i == pieces.size() - 1).join();
        }
        return this;
    }

    /** No longer takes anything from the connection. */
    void stopReading() {
        reading = false;
    }

    /** The code with which the server closed. */
    int closeCode() throws Exception {
        return closed.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            add(part.toString());
            part.setLength(0);
        }
        if (reading) {
            webSocket.request(1);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** As when the network goes. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
