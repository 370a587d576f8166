package io.millrace.notifier;

import io.millrace.notifier.stream.Events;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.topic.Topics;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what gateway and worker would: triggers at once, events in transactions. */
final class Writer implements AutoCloseable {
    private static final EventRecords RECORDS = new EventRecords("test");

    private final KafkaProducer<byte[], byte[]> gateway;
    private final KafkaProducer<byte[], byte[]> worker;

    Writer(String kafka) {
        gateway = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer());
        worker = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "transactional.id", "writer-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        worker.initTransactions();
    }

    /** A whole execution with as many nodes. */
    UUID execute(Events execution, int nodes) throws Exception {
        trigger(execution);
        commit(execution.started());
        for (int i = 0; i < nodes; i++) {
            commit(execution.completed(2 + i, "{\"node\":" + i + "}"));
        }
        commit(execution.finished(2 + nodes));
        return execution.executionId();
    }

    void trigger(Events execution) throws Exception {
        write(RECORDS.numbered(Topics.TRIGGERS, execution.triggered()));
    }

    void write(ProducerRecord<byte[], byte[]> record) throws Exception {
        gateway.send(record).get();
    }

    void commit(SpecificRecord... events) throws Exception {
        send(events);
        worker.commitTransaction();
    }

    void abort(SpecificRecord... events) throws Exception {
        send(events);
        worker.abortTransaction();
    }

    private void send(SpecificRecord... events) throws Exception {
        worker.beginTransaction();
        Future<RecordMetadata> last = null;
        for (SpecificRecord event : events) {
            last = worker.send(RECORDS.numbered(Topics.EVENTS, event));
        }
        if (last != null) {
            worker.flush();
            last.get();
        }
    }

    @Override
    public void close() {
        gateway.close();
        worker.close();
    }
}
