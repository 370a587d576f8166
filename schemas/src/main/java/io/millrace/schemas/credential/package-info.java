/** Credentials: their types, how they are encrypted, and what the topic that holds them comes to. */
@NullMarked
package io.millrace.schemas.credential;

import org.jspecify.annotations.NullMarked;
