package io.millrace.schemas.workflow;

/**
 * What a webhook id stands for.
 *
 * @param workflowId the workflow
 * @param nodeId the webhook node; a version need not have it any more
 * @param test whether the id is the one for test runs
 */
public record WebhookAddress(String workflowId, String nodeId, boolean test) {}
