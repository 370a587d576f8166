package io.millrace.gateway.auth;

import java.util.Locale;

/** What a rule says of a request. All but the first refuse it; which one it is, the caller is not told. */
enum Verdict {
    /** It is who it claims to be. */
    ACCEPTED,
    /** It shows nothing that this rule asks for. */
    MISSING,
    /** What it shows cannot be read. */
    MALFORMED,
    /** It was signed too long ago, or is from the future. */
    STALE,
    /** What it shows is wrong. */
    WRONG,
    /** What it should be checked with is not there: a credential, or a server that has the keys. */
    UNAVAILABLE;

    /** Its name in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
