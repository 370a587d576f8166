/** A real Kafka broker and a real PostgreSQL server on a data folder that outlives the process. */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
