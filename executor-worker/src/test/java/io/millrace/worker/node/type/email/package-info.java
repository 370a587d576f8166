/** Tests of {@code email} nodes against servers that speak the protocol. */
@NullMarked
package io.millrace.worker.node.type.email;

import org.jspecify.annotations.NullMarked;
