package io.millrace.gateway.trigger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.gateway.answer.Held;
import io.millrace.gateway.answer.Outcome;
import io.millrace.gateway.answer.OutcomeReader;
import io.millrace.gateway.answer.Replies;
import io.millrace.gateway.answer.Respond;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Starts an execution and answers its caller: at once with its id, or later with what it came to, if the webhook says
 * so. Whoever would be held for too long is answered with the id after all.
 */
@Component
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    /** For the reader of outcomes to begin; mostly it reads already. */
    private static final Duration READER = Duration.ofSeconds(2);

    private final Triggers triggers;
    private final Accepted accepted;
    private final OutcomeReader outcomes;
    private final MeterRegistry meters;

    Answers(Triggers triggers, Accepted accepted, OutcomeReader outcomes, MeterRegistry meters) {
        this.triggers = triggers;
        this.accepted = accepted;
        this.outcomes = outcomes;
        this.meters = meters;
        Gauge.builder("millrace.webhooks.held", outcomes, OutcomeReader::waiting)
                .description("callers that are held until their execution has an answer")
                .register(meters);
    }

    /** Starts what a webhook was called for. */
    ResponseEntity<byte[]> start(TriggerRequest request) {
        Respond respond = Respond.of(request.version().workflow().node(request.nodeId()));
        if (respond.when() == Respond.When.IMMEDIATELY) {
            return accepted.bytes(triggers.accept(request));
        }
        Optional<UUID> earlier = triggers.earlier(request);
        if (earlier.isPresent()) {
            return accepted.bytes(earlier.get()); // what it came to may have been written long ago
        }
        long begin = System.nanoTime();
        boolean reading = outcomes.enter(READER);
        try {
            var held = new Held(respond.when());
            if (!reading) {
                log.warn(
                        "outcomes cannot be read now; a caller of {} is not held",
                        request.workflow().workflowId());
                held.letGo();
            }
            UUID executionId = triggers.accept(request, id -> outcomes.expect(id, held));
            try {
                Optional<Outcome> outcome = held.await(respond.timeout());
                count(outcome.isPresent() ? "answered" : "let-go", begin);
                return outcome.map(known -> Replies.of(executionId, known))
                        .orElseGet(() -> accepted.bytes(executionId));
            } finally {
                outcomes.forget(executionId, held);
            }
        } finally {
            outcomes.leave();
        }
    }

    private void count(String outcome, long begin) {
        Timer.builder("millrace.webhooks.hold")
                .description("how long callers were held, and whether they got what they waited for")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(meters)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
}
