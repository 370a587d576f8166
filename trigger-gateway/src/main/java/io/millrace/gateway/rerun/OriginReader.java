package io.millrace.gateway.rerun;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ReusedResult;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.Topics;
import io.millrace.web.ProblemException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Reads what a rerun takes over, a few at a time: each may hold some tens of megabytes for a moment. */
@Component
final class OriginReader {
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final Recorder recorder;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    OriginReader(Recorder recorder) {
        this.recorder = recorder;
    }

    /**
     * Reads an execution; to be closed when the rerun is accepted.
     *
     * @throws ProblemException if there is none, the recorder does not answer, or too many are being read
     */
    Reading read(UUID executionId, String authorization) {
        takePlace();
        try {
            return new Reading(recorder.execution(executionId, authorization), authorization);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    private void takePlace() {
        boolean taken = false;
        try {
            taken = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!taken) {
            throw new ProblemException(ProblemType.OVERLOADED, "too many reruns are being prepared; please try again")
                    .withHeader(HttpHeaders.RETRY_AFTER, "1");
        }
    }

    /** An execution that is being read. */
    final class Reading implements AutoCloseable {
        private final Origin origin;
        private final String authorization;

        private Reading(Origin origin, String authorization) {
            this.origin = origin;
            this.authorization = authorization;
        }

        Origin origin() {
            return origin;
        }

        ByteBuffer triggerData() {
            return payload(origin.trigger().data(), origin.trigger().dataUrl());
        }

        /**
         * The results of those nodes that succeeded.
         *
         * @throws ProblemException {@code body-too-large} if no record can hold them
         */
        List<ReusedResult> results(Set<String> nodeIds) {
            List<ReusedResult> results = new ArrayList<>();
            long size = 0;
            for (Origin.NodeResult node : origin.nodes()) {
                if (node.succeeded() && nodeIds.contains(node.nodeId())) {
                    ByteBuffer output = payload(node.output(), node.outputUrl());
                    size += output.remaining();
                    if (size > Topics.MAX_STATE_BYTES) {
                        throw new ProblemException(
                                ProblemType.BODY_TOO_LARGE,
                                "the results to take over have more than " + Topics.MAX_STATE_BYTES
                                        + " bytes; please rerun from the start");
                    }
                    results.add(new ReusedResult(node.nodeId(), outputName(node), output));
                }
            }
            return results;
        }

        @Override
        public void close() {
            places.release();
        }

        private ByteBuffer payload(@Nullable RawJson shown, @Nullable URI link) {
            if (shown != null) {
                return shown.bytes();
            }
            return Payload.of(link == null ? NULL : recorder.payload(link, authorization));
        }
    }

    /** A node that succeeded without leaving by any output is at an end of the graph: its name there means nothing. */
    private static String outputName(Origin.NodeResult node) {
        return node.outputName() == null ? "main" : node.outputName();
    }
}
