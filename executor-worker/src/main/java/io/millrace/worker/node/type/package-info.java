/** The node types, one class each. */
@NullMarked
package io.millrace.worker.node.type;

import org.jspecify.annotations.NullMarked;
