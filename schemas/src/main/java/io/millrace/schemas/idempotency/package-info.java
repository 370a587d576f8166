/** The same delivery once: what an idempotency key comes to, and which keys were taken in a window of time. */
@NullMarked
package io.millrace.schemas.idempotency;

import org.jspecify.annotations.NullMarked;
