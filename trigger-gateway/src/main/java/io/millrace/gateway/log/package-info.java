/** The way into Kafka: one producer, an answer for each record, and whether the broker is there. */
@NullMarked
package io.millrace.gateway.log;

import org.jspecify.annotations.NullMarked;
