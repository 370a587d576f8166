/** Callbacks: whoever has the URL of a wait ends it. */
@NullMarked
package io.millrace.gateway.callback;

import org.jspecify.annotations.NullMarked;
