package io.millrace.recorder.rebuild;

import io.millrace.recorder.record.HistoryFold;
import io.millrace.recorder.record.UnusableRecordException;
import io.millrace.recorder.record.UnwritableException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Folds records as the recorder does. What it sent to the dead-letter topic is refused again, and left out again. */
final class ShadowFold {
    private static final Logger log = LoggerFactory.getLogger(ShadowFold.class);

    private final HistoryFold fold;
    private final TransactionTemplate apart;
    private int leftOut;

    /** @param apart what is done in it can be taken back without what was done before */
    ShadowFold(HistoryFold fold, TransactionTemplate apart) {
        this.fold = fold;
        this.apart = apart;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        var events = new ArrayList<SpecificRecord>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                events.add(fold.read(record));
            } catch (UnusableRecordException e) {
                leaveOut(record.topic() + "-" + record.partition() + "@" + record.offset(), e);
            }
        }
        write(events);
    }

    private void write(List<SpecificRecord> events) {
        if (events.isEmpty()) {
            return;
        }
        try {
            apart.executeWithoutResult(status -> fold.write(events));
        } catch (UnwritableException e) {
            if (events.size() == 1) {
                leaveOut(events.getFirst().getSchema().getName(), e);
                return;
            }
            write(events.subList(0, events.size() / 2));
            write(events.subList(events.size() / 2, events.size()));
        }
    }

    private void leaveOut(String what, Exception reason) {
        log.warn("{} is left out: {}", what, reason.getMessage());
        leftOut++;
    }

    /** How many records could not be used. */
    int leftOut() {
        return leftOut;
    }
}
