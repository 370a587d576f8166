/** How a service's process ends when it can do no more good. */
@NullMarked
package io.millrace.schemas.process;

import org.jspecify.annotations.NullMarked;
