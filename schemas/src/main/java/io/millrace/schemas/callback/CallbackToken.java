package io.millrace.schemas.callback;

import java.util.UUID;

/**
 * The wait that a callback ends. It tells all that a record about it needs, so that taking a callback looks nothing up.
 *
 * @param executionId the execution that waits, or will
 * @param workflowId the workflow that it runs
 * @param ownerId whom it belongs to
 * @param nodeId the node that waits
 * @param iteration zero-based indices of the loops around the node, joined by dots; empty at top level
 */
public record CallbackToken(UUID executionId, String workflowId, String ownerId, String nodeId, String iteration) {}
