/** The {@code http} node type: what is sent, where it may go, and what becomes of the answer. */
@NullMarked
package io.millrace.worker.node.type.http;

import org.jspecify.annotations.NullMarked;
