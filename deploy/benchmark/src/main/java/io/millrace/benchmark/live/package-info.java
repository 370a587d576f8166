/**
 * Load for the notifier: real events through Kafka, sockets by the thousand, and a journal for each that is checked.
 */
@NullMarked
package io.millrace.benchmark.live;

import org.jspecify.annotations.NullMarked;
