/**
 * Runs executions on Kafka: a loop reads triggers, has the pure core decide, and writes what was decided together with
 * its own place in the log in one transaction.
 */
@NullMarked
package io.millrace.worker.loop;

import org.jspecify.annotations.NullMarked;
