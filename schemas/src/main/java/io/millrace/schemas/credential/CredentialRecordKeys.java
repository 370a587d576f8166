package io.millrace.schemas.credential;

/**
 * The keys of the {@code credentials} topic. A slash in an owner's name is escaped, so that no owner's key is
 * another's.
 */
public final class CredentialRecordKeys {
    private static final String TOKEN = "token";
    private static final String CLAIM = "claim";

    private CredentialRecordKeys() {}

    /** Of the credential as it is stored, or of its deletion. */
    public static String credential(String ownerId, String credentialId) {
        return ownerId.replace("%", "%25").replace("/", "%2F") + "/" + credentialId;
    }

    /** Of the token that was fetched for it. */
    public static String token(String ownerId, String credentialId) {
        return credential(ownerId, credentialId) + "/" + TOKEN;
    }

    /** Of the claim to fetch one. */
    public static String claim(String ownerId, String credentialId) {
        return credential(ownerId, credentialId) + "/" + CLAIM;
    }
}
