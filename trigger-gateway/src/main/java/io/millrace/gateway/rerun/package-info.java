/** Reruns: an execution's trigger once more, with the results that stay as they are. */
@NullMarked
package io.millrace.gateway.rerun;

import org.jspecify.annotations.NullMarked;
