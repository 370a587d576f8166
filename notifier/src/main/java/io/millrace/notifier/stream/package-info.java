/** The log as live messages: read from Kafka, kept for a while, handed to whoever subscribed, in order and once. */
@NullMarked
package io.millrace.notifier.stream;

import org.jspecify.annotations.NullMarked;
