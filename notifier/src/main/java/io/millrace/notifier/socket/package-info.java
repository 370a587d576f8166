/** Clients: how they are let in, what they may ask, and the one thread that writes to each of them. */
@NullMarked
package io.millrace.notifier.socket;

import org.jspecify.annotations.NullMarked;
