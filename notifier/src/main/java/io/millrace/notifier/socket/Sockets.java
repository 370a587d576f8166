package io.millrace.notifier.socket;

import io.millrace.notifier.NotifierSettings;
import io.millrace.notifier.stream.EventStream;
import io.millrace.web.Heap;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** All open sockets: lets them in within the limits, and ends them when the service does. */
@Component
final class Sockets implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Sockets.class);
    private static final long FAREWELL_MS = 5_000;

    /** Percent of the heap's share. */
    private static final int MEMORY = 35;

    private final EventStream stream;
    private final NotifierSettings.Sockets limits;
    private final Spread spread;
    private final SocketMetrics metrics;
    private final Clock clock;
    private final Set<Socket> open = new HashSet<>();
    private final Map<String, Integer> byUser = new HashMap<>();
    private long memoryLeft = Heap.share(MEMORY);
    private boolean running;

    Sockets(EventStream stream, NotifierSettings settings, Spread spread, SocketMetrics metrics, Clock clock) {
        this.stream = stream;
        this.limits = settings.sockets();
        this.spread = spread;
        this.metrics = metrics;
        this.clock = clock;
        metrics.watch(this::count);
    }

    private synchronized int count() {
        return open.size();
    }

    /** Why no more sockets of this client, taking so much memory, can be opened now; empty if one can. */
    synchronized Optional<CloseReason> refusal(Client client, int memory) {
        if (!running) {
            return Optional.of(CloseReason.RESTART);
        }
        if (!stream.isReady()) {
            return Optional.of(CloseReason.UNAVAILABLE);
        }
        boolean full = open.size() >= limits.total()
                || memoryLeft < memory
                || byUser.getOrDefault(client.caller().subject(), 0) >= limits.perUser();
        return full ? Optional.of(CloseReason.TOO_MANY) : Optional.empty();
    }

    /**
     * Opens a socket; whoever gets it runs it and then {@linkplain #remove removes} it. One that is not let in closes
     * as soon as it runs.
     */
    synchronized Socket add(Client client, Transport transport) {
        var socket = new Socket(client, transport, stream, limits, spread, metrics, clock);
        refusal(client, transport.memory()).ifPresent(socket::close);
        open.add(socket);
        memoryLeft -= transport.memory();
        byUser.merge(client.caller().subject(), 1, Integer::sum);
        return socket;
    }

    synchronized void remove(Socket socket) {
        if (open.remove(socket)) {
            memoryLeft += socket.memory();
            byUser.computeIfPresent(socket.client().caller().subject(), (user, count) -> count == 1 ? null : count - 1);
        }
        notifyAll();
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** Before the web server waits for its requests to end: these would not end by themselves. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public void stop() {
        List<Socket> all;
        synchronized (this) {
            running = false;
            all = List.copyOf(open);
        }
        all.forEach(socket -> socket.close(CloseReason.RESTART));
        awaitFarewell();
    }

    private synchronized void awaitFarewell() {
        long deadline = System.nanoTime() + FAREWELL_MS * 1_000_000;
        try {
            for (long left = FAREWELL_MS; !open.isEmpty() && left > 0; ) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!open.isEmpty()) {
            log.warn("{} clients did not take their farewell in {} ms", open.size(), FAREWELL_MS);
        }
    }
}
