/** Tests of {@code llm} nodes against servers that speak the protocol. */
@NullMarked
package io.millrace.worker.node.type.llm;

import org.jspecify.annotations.NullMarked;
