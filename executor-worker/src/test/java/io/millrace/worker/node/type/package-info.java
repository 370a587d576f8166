/** Tests of each node type. */
@NullMarked
package io.millrace.worker.node.type;

import org.jspecify.annotations.NullMarked;
