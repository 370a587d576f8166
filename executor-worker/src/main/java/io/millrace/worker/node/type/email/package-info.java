/** The {@code email} node: sends a message by SMTP or by a provider's HTTP interface. */
@NullMarked
package io.millrace.worker.node.type.email;

import org.jspecify.annotations.NullMarked;
