/** Tests of the {@code code} node type, in real child processes. */
@NullMarked
package io.millrace.worker.node.type.code;

import org.jspecify.annotations.NullMarked;
