/** What runs in the processes of {@code code} nodes, with nothing but the JDK and the JavaScript engine beside it. */
@NullMarked
package io.millrace.worker.node.type.code.child;

import org.jspecify.annotations.NullMarked;
