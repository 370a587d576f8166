/** JSON values and the expressions over them: evaluates a node's parameters, purely. */
@NullMarked
package io.millrace.expression;

import org.jspecify.annotations.NullMarked;
