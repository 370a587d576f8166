/** The {@code code} node type: the processes that scripts run in, and what becomes of their results. */
@NullMarked
package io.millrace.worker.node.type.code;

import org.jspecify.annotations.NullMarked;
