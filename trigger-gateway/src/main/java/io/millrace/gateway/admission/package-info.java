/** How much is let in at a time. */
@NullMarked
package io.millrace.gateway.admission;

import org.jspecify.annotations.NullMarked;
