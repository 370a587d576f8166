/** Tests of the registry of node types. */
@NullMarked
package io.millrace.worker.node;

import org.jspecify.annotations.NullMarked;
