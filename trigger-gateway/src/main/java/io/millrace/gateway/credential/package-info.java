/** Credentials: taken in, encrypted and listed, and opened for what the gateway itself has to check with them. */
@NullMarked
package io.millrace.gateway.credential;

import org.jspecify.annotations.NullMarked;
