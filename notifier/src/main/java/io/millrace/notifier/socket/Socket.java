package io.millrace.notifier.socket;

import io.millrace.notifier.NotifierSettings;
import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Ping;
import io.millrace.notifier.socket.Request.Subscribe;
import io.millrace.notifier.socket.Request.Unsubscribe;
import io.millrace.notifier.stream.EventStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket, run by a thread of its own. The thread takes what the subscriptions have whenever the client has
 * taken what came before: nothing waits for a slow client, and nothing piles up for it.
 */
final class Socket implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Socket.class);
    private static final int SILENT_HEARTBEATS = 3;
    private static final int WAITING_REQUESTS = 64;

    private final Client client;
    private final Transport transport;
    private final EventStream stream;
    private final NotifierSettings.Sockets limits;
    private final Spread spread;
    private final SocketMetrics metrics;
    private final Clock clock;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(WAITING_REQUESTS);
    private final Semaphore wakes = new Semaphore(0);
    private final Subscriptions subscriptions;
    private final RequestRate rate;
    private volatile Instant heard;
    private volatile @Nullable CloseReason closing;
    private Instant beaten;

    Socket(
            Client client,
            Transport transport,
            EventStream stream,
            NotifierSettings.Sockets limits,
            Spread spread,
            SocketMetrics metrics,
            Clock clock) {
        this.client = client;
        this.transport = transport;
        this.stream = stream;
        this.limits = limits;
        this.spread = spread;
        this.metrics = metrics;
        this.clock = clock;
        this.heard = clock.instant();
        this.beaten = heard;
        this.subscriptions =
                new Subscriptions(client.caller().owner(), stream, transport, limits.subscriptions(), metrics);
        this.rate = new RequestRate(limits.messagesPerSecond(), heard);
    }

    Client client() {
        return client;
    }

    int memory() {
        return transport.memory();
    }

    /** The client has sent something that asks for nothing. */
    void heard() {
        heard = clock.instant();
    }

    /** The client has asked for something. */
    void ask(Request request) {
        heard();
        if (rate.isExceededAt(heard) || !requests.offer(request)) {
            close(CloseReason.TOO_FAST);
        }
        wake();
    }

    /** Ends the socket soon; the first reason counts. */
    void close(CloseReason reason) {
        if (closing == null) {
            closing = reason;
        }
        wake();
    }

    private void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Override
    public void run() {
        try {
            while (closing == null) {
                step();
            }
        } catch (IOException e) {
            log.debug("a client of {} is gone", client.caller().owner(), e);
            close(isTimeout(e) ? CloseReason.TOO_SLOW : CloseReason.GONE);
        } catch (InterruptedException e) {
            close(CloseReason.RESTART);
        } catch (KafkaException e) {
            log.warn(
                    "cannot read again what a client of {} asks for",
                    client.caller().owner(),
                    e);
            close(CloseReason.UNAVAILABLE);
        } catch (RuntimeException e) {
            log.error("a socket of {} failed", client.caller().owner(), e);
            close(CloseReason.FAILURE);
        } finally {
            subscriptions.close();
            CloseReason reason = closing == null ? CloseReason.FAILURE : closing;
            metrics.ended(reason.wireName());
            transport.close(reason, Replies.error(reason, spread.waitMillis(reason)));
        }
    }

    private void step() throws IOException, InterruptedException {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            answer(request);
        }
        boolean more = subscriptions.pass();
        Instant now = clock.instant();
        if (client.expires().filter(expires -> !now.isBefore(expires)).isPresent()) {
            close(CloseReason.TOKEN_EXPIRED);
        } else if (heard.plus(limits.heartbeat().multipliedBy(SILENT_HEARTBEATS))
                .isBefore(now)) {
            close(CloseReason.SILENT);
        } else {
            beat(now);
            if (!more) {
                sleep(now);
            }
        }
    }

    /** Also between messages: a client that only takes is not told from one that is gone in any other way. */
    private void beat(Instant now) throws IOException {
        if (now.isBefore(beaten.plus(limits.heartbeat()))) {
            return;
        }
        beaten = now;
        subscriptions.beat();
        if (!transport.heartbeat()) {
            heard = now;
        }
    }

    private void sleep(Instant now) throws InterruptedException {
        Instant due = beaten.plus(limits.heartbeat());
        Instant end = client.expires().filter(due::isAfter).orElse(due);
        if (wakes.tryAcquire(Math.max(1, Duration.between(now, end).toMillis()), TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
    }

    private void answer(Request request) throws IOException {
        switch (request) {
            case Subscribe subscribe -> subscribe(subscribe);
            case Unsubscribe(var scope) -> subscriptions.end(open -> scope.isEmpty() || open.isSame(scope.get()));
            case Ping ping -> transport.send(Replies.pong(), "");
            case Invalid invalid -> transport.send(Replies.error(invalid), "");
        }
    }

    private void subscribe(Subscribe request) throws IOException {
        if (stream.isReady()) {
            subscriptions.begin(request, this::wake);
        } else {
            close(CloseReason.UNAVAILABLE);
        }
    }

    private static boolean isTimeout(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SocketTimeoutException || cause instanceof TimeoutException);
    }
}
