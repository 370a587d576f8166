package io.millrace.notifier.socket;

import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Scope;
import io.millrace.notifier.socket.Request.Subscribe;
import io.millrace.notifier.stream.Delivery;
import io.millrace.notifier.stream.EventStream;
import io.millrace.notifier.stream.Filter;
import io.millrace.notifier.stream.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What one socket has subscribed to; used by the socket's own thread only. */
final class Subscriptions implements AutoCloseable {
    private final String owner;
    private final EventStream stream;
    private final Transport transport;
    private final int limit;
    private final SocketMetrics metrics;
    private final List<Open> open = new ArrayList<>();

    private static final class Open {
        final Scope scope;
        final Subscription subscription;
        /** The newest place that the client was told. */
        String told;

        Open(Scope scope, Subscription subscription) {
            this.scope = scope;
            this.subscription = subscription;
            this.told = subscription.cursor();
        }
    }

    Subscriptions(String owner, EventStream stream, Transport transport, int limit, SocketMetrics metrics) {
        this.owner = owner;
        this.stream = stream;
        this.transport = transport;
        this.limit = limit;
        this.metrics = metrics;
    }

    /** Adds one, in the place of what has the same scope. */
    void begin(Subscribe request, Runnable wake) throws IOException {
        Scope scope = request.scope();
        end(other -> other.isSame(scope));
        if (open.size() >= limit) {
            transport.send(Replies.error(new Invalid("too-many-subscriptions", "end another one first")), "");
            return;
        }
        var filter = new Filter(owner, scope.workflowId(), scope.executionId());
        var begun = new Open(scope, stream.subscribe(filter, request.after(), wake));
        open.add(begun);
        transport.send(Replies.subscribed(scope, begun.told), begun.told);
    }

    void end(Predicate<Scope> which) {
        open.removeIf(one -> {
            boolean ended = which.test(one.scope);
            if (ended) {
                one.subscription.close();
            }
            return ended;
        });
    }

    /**
     * Sends what each has, a bounded number of messages.
     *
     * @return whether there may be more at once
     */
    boolean pass() throws IOException {
        boolean more = false;
        for (Open one : open) {
            more |= pass(one);
        }
        return more;
    }

    private boolean pass(Open one) throws IOException {
        Delivery.Batch batch = one.subscription.poll();
        for (Delivery delivery : batch.deliveries()) {
            one.told = delivery.cursor();
            switch (delivery) {
                case Delivery.Event(var message, var cursor) -> {
                    String text = message.to(cursor, one.scope.name().orElse(null));
                    transport.send(text, cursor);
                    metrics.sent(message.bytes(text));
                    if (batch.live()) {
                        metrics.late(message.time());
                    }
                }
                case Delivery.Reload reload -> transport.send(Replies.reload(one.scope, reload), reload.cursor());
            }
        }
        return batch.more();
    }

    /** Tells where the client could go on, so that its place does not grow old while only others are told something. */
    void beat() throws IOException {
        for (Open one : open) {
            String cursor = one.subscription.cursor();
            if (!cursor.equals(one.told)) {
                one.told = cursor;
                transport.send(Replies.heartbeat(one.scope, cursor), cursor);
            }
        }
    }

    @Override
    public void close() {
        end(scope -> true);
    }
}
