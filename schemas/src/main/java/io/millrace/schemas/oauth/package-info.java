/** Fetches tokens from OAuth 2 servers, as RFC 6749 and RFC 7636 (PKCE) have it. */
@NullMarked
package io.millrace.schemas.oauth;

import org.jspecify.annotations.NullMarked;
