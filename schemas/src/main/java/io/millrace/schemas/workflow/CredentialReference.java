package io.millrace.schemas.workflow;

import java.util.Set;

/**
 * A place in a definition that names a credential; whether it exists is for the caller to check.
 *
 * @param name the credential
 * @param types those that are of use there; any if empty
 * @param pointer the place, as a JSON pointer into the definition
 */
public record CredentialReference(CredentialName name, Set<String> types, String pointer) {
    public CredentialReference {
        types = Set.copyOf(types);
    }
}
