package io.millrace.web;

/**
 * Who makes a request; a parameter of a controller's method.
 *
 * @param owner whom things belong to: the claim that {@code millrace.owner-claim} names
 * @param subject who acts: the token's {@code sub}
 */
public record Caller(String owner, String subject) {}
