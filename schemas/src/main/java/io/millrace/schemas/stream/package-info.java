/** Places in the log that clients hold: cursors. */
@NullMarked
package io.millrace.schemas.stream;

import org.jspecify.annotations.NullMarked;
