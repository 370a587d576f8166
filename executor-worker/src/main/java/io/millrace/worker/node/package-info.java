/** What a node type is: how it is called, what it may answer, and where it is found by its name. */
@NullMarked
package io.millrace.worker.node;

import org.jspecify.annotations.NullMarked;
