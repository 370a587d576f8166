package io.millrace.acceptance.client;

import io.millrace.fixture.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;

/** Server-sent events as {@code curl -N} shows them: every line that begins with {@code data:} is a message. */
public final class EventStream implements AutoCloseable {

    private static final String DATA = "data:";

    private final Messages messages = new Messages();
    private final Stream<String> lines;

    private EventStream(Stream<String> lines) {
        this.lines = lines;
    }

    /** Returns once the answer has begun, from when on events are told. */
    static EventStream open(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new AssertionError("no events: " + response.statusCode());
            }
            EventStream stream = new EventStream(response.body());
            Thread.ofVirtual().name("event-stream").start(stream::read);
            stream.messages.await("the stream to begin", Patience.LONG, message -> true);
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it was told. */
    public Messages messages() {
        return messages;
    }

    private void read() {
        try {
            lines.filter(line -> line.startsWith(DATA))
                    .forEach(line -> messages.add(line.substring(DATA.length()).strip()));
            messages.broken("the stream ended");
        } catch (UncheckedIOException e) {
            messages.broken(e.toString());
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
