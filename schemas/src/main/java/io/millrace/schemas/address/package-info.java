/** Network addresses: ranges of them, and which of them may be called. */
@NullMarked
package io.millrace.schemas.address;

import org.jspecify.annotations.NullMarked;
