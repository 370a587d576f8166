/** Strings with expressions in them: where each expression begins and ends, without evaluating it. */
@NullMarked
package io.millrace.schemas.template;

import org.jspecify.annotations.NullMarked;
