/** Workflow definitions: published to the log, read back from it, shown to their owners. */
@NullMarked
package io.millrace.gateway.definition;

import org.jspecify.annotations.NullMarked;
