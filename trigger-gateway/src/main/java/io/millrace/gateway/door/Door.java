package io.millrace.gateway.door;

import io.millrace.gateway.auth.Policy;

/**
 * What one webhook node says of its callers, read from its parameters.
 *
 * @param auth who may call
 */
public record Door(Policy auth) {}
