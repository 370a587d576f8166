package io.millrace.gateway.trigger;

import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.Rerun;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What is to start.
 *
 * @param workflow whose
 * @param version which definition it runs
 * @param nodeId the trigger node that it starts at
 * @param test whether it is a test run
 * @param kind what started it
 * @param startedBy the caller's subject; none for webhooks
 * @param labels from outside; the definition's own are added
 * @param traceparent W3C trace context, if the request carries one
 * @param data JSON, see {@link TriggerData}
 * @param rerunOf the execution that it repeats; none for a first run
 * @param idempotency what its key comes to; none if it has no key and each is another one
 */
public record TriggerRequest(
        WorkflowState workflow,
        PublishedVersion version,
        String nodeId,
        boolean test,
        TriggerKind kind,
        Optional<String> startedBy,
        Map<String, String> labels,
        Optional<String> traceparent,
        ByteBuffer data,
        Optional<Rerun> rerunOf,
        Optional<Idempotency> idempotency) {}
