/** Who changed what: a line for each change of a workflow or credential, in the log category {@code audit}. */
@NullMarked
package io.millrace.gateway.audit;

import org.jspecify.annotations.NullMarked;
