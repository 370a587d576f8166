package io.millrace.benchmark.flow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the gateway has accepted: sockets may hear of it before the caller has its answer. */
final class Sent {
    private final Map<UUID, Call> calls = new ConcurrentHashMap<>();
    private final Map<String, Collection<UUID>> byOwner = new ConcurrentHashMap<>();

    /**
     * An accepted call.
     *
     * @param due when it was to be sent, by {@link System#nanoTime}
     * @param isMeasured or only warms up
     */
    record Call(String owner, long due, boolean isMeasured) {}

    void add(UUID execution, Call call) {
        calls.put(execution, call);
        byOwner.computeIfAbsent(call.owner(), known -> new ConcurrentLinkedQueue<>())
                .add(execution);
    }

    Map<UUID, Call> calls() {
        return calls;
    }

    Collection<UUID> of(String owner) {
        return byOwner.getOrDefault(owner, List.of());
    }
}
