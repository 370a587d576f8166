package io.millrace.recorder.record;

import org.apache.kafka.common.TopicPartition;

/**
 * How far a transaction takes a partition.
 *
 * @param partition the partition
 * @param read the first offset that was not folded before
 * @param next the first offset that is not folded after it; the same where the partition is only held
 */
record Move(TopicPartition partition, long read, long next) {}
