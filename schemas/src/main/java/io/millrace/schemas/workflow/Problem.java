package io.millrace.schemas.workflow;

/**
 * Something wrong with a definition.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole document
 * @param message what, for people
 */
public record Problem(String pointer, String message) {}
