package io.millrace.schemas.workflow;

/**
 * The ids that a webhook node got when it was first published; they outlive the versions.
 *
 * @param webhookId for calls
 * @param testWebhookId for test runs
 */
public record WebhookIds(String webhookId, String testWebhookId) {}
