/** What a batch of records comes to, row by row: pure, without Kafka and without SQL. */
@NullMarked
package io.millrace.recorder.fold;

import org.jspecify.annotations.NullMarked;
