package io.millrace.worker.node.type.http;

import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * What all nodes call other systems with: one client with its connections, to the addresses that nodes may call, each
 * call bounded in time and answer.
 */
@Component
@EnableConfigurationProperties(HttpSettings.class)
public final class OutgoingHttp implements AutoCloseable {

    /** Reads an answer that is not an error. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Makes an outcome of the answer.
         *
         * @param type as the answer has it
         * @param body at most so long as a response may be; then it ends
         */
        NodeOutcome read(ContentType type, InputStream body) throws IOException;
    }

    /** Reads an answer of whatever status. */
    @FunctionalInterface
    interface Exchange<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    private final CloseableHttpClient client;
    private final Answers answers;
    private final int maxBytes;
    private final ScheduledThreadPoolExecutor timers;

    /** With connections of its own; to be closed. */
    public OutgoingHttp(HttpSettings settings) {
        this.client = HttpClients.of(settings);
        this.maxBytes = Math.toIntExact(settings.maxResponse().toBytes());
        this.answers = new Answers(maxBytes);
        this.timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("http-deadlines").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    /**
     * The address, if it is one that can be called.
     *
     * @throws URISyntaxException if it is not
     */
    public static URI address(String text) throws URISyntaxException {
        URI uri = new URI(text);
        OutgoingRequest.requireAddress(uri);
        return uri;
    }

    /**
     * Posts JSON and follows no redirect; a status of 300 or more is a failure.
     *
     * @param limit how long it may take in all
     */
    public NodeOutcome post(URI address, Map<String, String> headers, byte[] json, Duration limit, Reading reading)
            throws InterruptedException {
        List<Header> all = new ArrayList<>();
        headers.forEach((name, value) -> all.add(new BasicHeader(name, value)));
        all.add(new BasicHeader("Content-Type", "application/json"));
        var request = new OutgoingRequest("POST", address, List.copyOf(all), Optional.of(json), Set.of());
        try (Deadline deadline = deadline(limit)) {
            return send(request, deadline, response -> outcome(request, response, reading), outcome -> outcome);
        }
    }

    /** To bound a call, or several that follow one another. */
    Deadline deadline(Duration limit) {
        return new Deadline(timers, limit);
    }

    /** What reads answers as {@code http} nodes show them. */
    Answers answers() {
        return answers;
    }

    /**
     * Sends a request once.
     *
     * @param unanswered takes how it failed, if there was no answer or not all of it
     */
    <T> T send(OutgoingRequest request, Deadline deadline, Exchange<T> answered, Function<NodeOutcome, T> unanswered)
            throws InterruptedException {
        HttpUriRequestBase sent = request.toSend();
        deadline.watch(sent);
        try (ClassicHttpResponse response = client.executeOpen(null, sent, HttpClientContext.create())) {
            return answered.read(response);
        } catch (IOException e) {
            // The JDK closes a virtual thread's socket when the thread is interrupted.
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted during " + request.describe());
            }
            return unanswered.apply(
                    deadline.hasPassed()
                            ? HttpFailures.timeout(request, "took too long")
                            : HttpFailures.connection(request, e));
        }
    }

    private NodeOutcome outcome(OutgoingRequest request, ClassicHttpResponse response, Reading reading)
            throws IOException {
        if (response.getCode() >= 400) {
            return answers.read(request, response, BodyForm.TEXT);
        }
        if (response.getCode() >= 300) {
            return HttpFailures.redirect(request, "answered " + response.getCode() + ", which is not followed here");
        }
        Header type = response.getFirstHeader("Content-Type");
        ContentType known = ContentType.parseLenient(type == null ? "" : type.getValue());
        var body = new BoundedBody(
                response.getEntity() == null
                        ? InputStream.nullInputStream()
                        : response.getEntity().getContent(),
                maxBytes);
        NodeOutcome outcome = reading.read(known == null ? ContentType.APPLICATION_OCTET_STREAM : known, body);
        return body.isTooLong() ? HttpFailures.tooLarge(request, maxBytes) : outcome;
    }

    @Override
    public void close() throws IOException {
        timers.shutdownNow();
        client.close();
    }
}
