/** Tests of {@code http} nodes against real servers on this machine. */
@NullMarked
package io.millrace.worker.node.type.http;

import org.jspecify.annotations.NullMarked;
