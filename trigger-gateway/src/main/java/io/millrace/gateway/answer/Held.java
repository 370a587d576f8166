package io.millrace.gateway.answer;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A caller that waits for its execution: takes the execution's records and knows when they make an answer. */
public final class Held {
    private static final String RESPOND = "respond";

    private final Respond.When when;
    private final CompletableFuture<Optional<Outcome>> outcome = new CompletableFuture<>();
    /** The first that was given; only the reader's thread comes here. */
    private Outcome.@Nullable Responded responded;

    /** Nothing is known yet. */
    public Held(Respond.When when) {
        this.when = when;
    }

    /** What the execution came to; empty if that took longer, or will not be known here. */
    public Optional<Outcome> await(Duration timeout) {
        try {
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome cannot be read", e.getCause());
        }
    }

    /** The caller is not held any longer. */
    public void letGo() {
        outcome.complete(Optional.empty());
    }

    /** Whatever this one is told, the other one is told as well. */
    void alsoTell(Held other) {
        CompletableFuture<?> _ = outcome.whenComplete((known, failure) -> {
            if (failure == null) {
                other.outcome.complete(known);
            } else {
                other.outcome.completeExceptionally(failure);
            }
        });
    }

    /** Takes the next record of the execution. */
    void take(byte[] event) {
        try {
            switch (EventCodec.decode(event)) {
                case NodeCompleted completed -> take(completed);
                case ExecutionFinished finished -> outcome.complete(Optional.of(outcome(finished)));
                default -> {}
            }
        } catch (UndecodableEventException | RuntimeException e) {
            outcome.completeExceptionally(e);
        }
    }

    private void take(NodeCompleted completed) {
        // As the execution's output: nodes in loops do not count.
        if (responded == null
                && completed.getNodeType().equals(RESPOND)
                && completed.getIteration().isEmpty()
                && completed.getNodeStatus() == NodeStatus.SUCCESS
                && completed.getOutput().isPresent()) {
            byte[] output = Payload.bytes(completed.getOutput().get());
            responded = RawJson.read(output, Outcome.Responded.class);
            if (when == Respond.When.RESPOND_NODE) {
                outcome.complete(Optional.of(responded));
            }
        }
    }

    private Outcome outcome(ExecutionFinished finished) {
        ExecutionStatus status = finished.getContext().getStatus();
        if (status != ExecutionStatus.SUCCESS && status != ExecutionStatus.PARTIAL) {
            return new Outcome.Ended(status);
        }
        return responded == null
                ? new Outcome.Succeeded(finished.getOutput().map(RawJson::new).orElse(null))
                : responded;
    }
}
