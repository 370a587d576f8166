/**
 * From the topics into the tables. {@link io.millrace.recorder.record.Loop} shows the way of a batch.
 *
 * <p>Kafka's own consumer is used, not spring-kafka's container: the offsets live in PostgreSQL, a poll is one
 * transaction, and while the database is away the loop must hold its batch, stay in the group, and drop the batch when
 * its partitions go elsewhere. That is this package's whole purpose, and a container would have to be talked out of its
 * own ideas of each of these.
 */
@NullMarked
package io.millrace.recorder.record;

import org.jspecify.annotations.NullMarked;
