/** The same delivery once: which key a delivery has, and which execution has that key already. */
@NullMarked
package io.millrace.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
