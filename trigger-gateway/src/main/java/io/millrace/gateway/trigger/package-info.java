/** Triggers: webhooks and manual runs become the first record of an execution. */
@NullMarked
package io.millrace.gateway.trigger;

import org.jspecify.annotations.NullMarked;
