/** Events to Kafka records and back: Avro single-object encoding with CloudEvents headers. */
@NullMarked
package io.millrace.schemas.codec;

import org.jspecify.annotations.NullMarked;
