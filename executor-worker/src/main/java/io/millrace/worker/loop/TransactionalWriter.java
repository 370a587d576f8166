package io.millrace.worker.loop;

import io.millrace.schemas.topic.Flush;
import io.millrace.schemas.topic.ProducerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records and offsets in one transaction, and tells apart what may be tried again from what may not. */
final class TransactionalWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TransactionalWriter.class);

    /** The transaction was aborted: nothing of it will ever be seen, and the same may be written again. */
    static final class AbortedException extends Exception {
        private static final long serialVersionUID = 1L;

        AbortedException(Throwable cause) {
            super("the transaction was aborted: " + cause.getMessage(), cause);
        }
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final Flush flush;
    private final String clientId;
    private final BooleanSupplier stopping;

    /**
     * Fences whatever a lost producer with the same transactional id left open.
     *
     * @param stopping whether waiting for the broker is no longer wanted
     */
    TransactionalWriter(Map<String, Object> properties, BooleanSupplier stopping) {
        this.clientId = String.valueOf(properties.get(CommonClientConfigs.CLIENT_ID_CONFIG));
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.stopping = stopping;
        this.flush = new Flush(producer::flush);
        untilAnswered("starting transactions", producer::initTransactions);
    }

    /**
     * Writes all or nothing.
     *
     * @return where the records are, in their order
     * @throws AbortedException if nothing was written and the producer can go on
     * @throws KafkaException if the producer is of no more use, or nobody knows whether something was written
     */
    List<RecordMetadata> write(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group)
            throws AbortedException {
        var acknowledged = new ArrayList<Future<RecordMetadata>>(records.size());
        try {
            producer.beginTransaction();
            records.forEach(record -> acknowledged.add(producer.send(record)));
            if (records.size() < Gathering.BUSY) {
                flush.soon(); // before the offsets, if it comes first; of many, most go with the commit, in one request
            }
            untilAnswered("adding offsets", () -> producer.sendOffsetsToTransaction(offsets, group));
        } catch (KafkaException e) {
            abort(e);
        }
        try {
            // A commit that timed out may have happened: it is asked for again, never aborted.
            untilAnswered("committing", producer::commitTransaction);
        } catch (KafkaException e) {
            abort(e);
        }
        return acknowledged.stream().map(Future::resultNow).toList();
    }

    private void abort(KafkaException cause) throws AbortedException {
        if (isFatal(cause)) {
            throw cause;
        }
        log.warn("aborting a transaction: {}", cause.toString());
        untilAnswered("aborting", producer::abortTransaction);
        throw new AbortedException(cause);
    }

    private static boolean isFatal(KafkaException e) {
        return e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof OutOfOrderSequenceException
                || e instanceof UnsupportedVersionException
                || e instanceof AuthorizationException
                || e instanceof TimeoutException;
    }

    /** The client gives up waiting long before the broker may be back. */
    private void untilAnswered(String what, Runnable call) {
        while (true) {
            try {
                call.run();
                return;
            } catch (TimeoutException e) {
                if (stopping.getAsBoolean() || !ProducerThread.isAlive(clientId)) {
                    throw e;
                }
                log.warn("{}: no answer from the broker, asking again: {}", what, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        flush.close();
        producer.close(Duration.ofSeconds(2));
    }
}
