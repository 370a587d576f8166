package io.millrace.schemas.workflow;

/**
 * A place in a definition that names a credential; whether it exists is for the caller to check.
 *
 * @param credentialId the credential's id
 * @param pointer the place, as a JSON pointer into the definition
 */
public record CredentialReference(String credentialId, String pointer) {}
