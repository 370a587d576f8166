/** The way into Kafka and back: one producer, consumers without a group, and whether the broker is there. */
@NullMarked
package io.millrace.gateway.log;

import org.jspecify.annotations.NullMarked;
