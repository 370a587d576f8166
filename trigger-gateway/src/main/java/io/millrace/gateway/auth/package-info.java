/** Who may call a webhook: the rules of its {@code auth}, checked on the raw bytes. */
@NullMarked
package io.millrace.gateway.auth;

import org.jspecify.annotations.NullMarked;
