package io.millrace.acceptance.client;

import io.millrace.fixture.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A socket as a browser opens it: with a ticket, then one subscription; every message is kept. */
public final class Follower implements AutoCloseable {

    private final Messages messages = new Messages();
    private final WebSocket socket;

    private Follower(HttpClient http, URI uri) {
        try {
            this.socket = http.newWebSocketBuilder()
                    .subprotocols("millrace.v1")
                    .buildAsync(uri, new Listener(messages))
                    .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the socket does not open", e);
        }
    }

    /** Returns once the subscription is confirmed. */
    static Follower open(HttpClient http, URI notifier, String ticket, String subscription) {
        Follower follower = new Follower(
                http, URI.create(notifier.toString().replaceFirst("^http", "ws") + "/socket?ticket=" + ticket));
        follower.socket.sendText(subscription, true).join();
        follower.messages.await("the subscription to be confirmed", Patience.LONG, message -> Messages.type(message)
                .equals("subscribed"));
        return follower;
    }

    /** What it was told. */
    public Messages messages() {
        return messages;
    }

    /** Where it stands now: a subscription with this cursor goes on from here. */
    public String cursor() {
        return messages.all().getLast().path("cursor").asString();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        private final Messages messages;
        private final StringBuilder text = new StringBuilder();

        Listener(Messages messages) {
            this.messages = messages;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            messages.broken("closed with " + status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.broken(error.toString());
        }
    }
}
