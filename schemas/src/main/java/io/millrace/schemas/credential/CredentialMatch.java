package io.millrace.schemas.credential;

import java.util.List;

/** Which credential of an owner's a name stands for. */
public sealed interface CredentialMatch {
    /** This one. */
    record Found(StoredCredential credential) implements CredentialMatch {}

    /** None. */
    record Missing() implements CredentialMatch {}

    /**
     * There are several of the type that was asked for: choosing one of them could send a secret to the wrong place.
     *
     * @param ids in alphabetical order, two at least
     */
    record Ambiguous(List<String> ids) implements CredentialMatch {
        public Ambiguous {
            ids = List.copyOf(ids);
        }
    }
}
