/** The kinds of errors that the HTTP interfaces answer with. */
@NullMarked
package io.millrace.schemas.problem;

import org.jspecify.annotations.NullMarked;
