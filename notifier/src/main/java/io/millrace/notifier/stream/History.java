package io.millrace.notifier.stream;

import io.millrace.notifier.stream.Delivery.Reason;
import java.util.List;

/** The log behind the window. */
interface History {
    /**
     * Begins to read again what an owner may be told of.
     *
     * @param from the first place not seen
     * @param to the place where the window goes on
     * @param wake called by any thread when {@link Replay#next} may give something; must not block
     */
    Replay replay(String owner, Position from, Position to, Runnable wake);

    /** A piece of the log being read for one receiver; triggers first, so that no event is seen before its trigger. */
    interface Replay extends AutoCloseable {
        /**
         * What comes next; does not wait.
         *
         * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
         */
        Step next();

        @Override
        void close();
    }

    /**
     * Where the log begins and ends.
     *
     * @param begin the offsets of the first records that it holds
     * @param end the offsets behind the last ones
     */
    record Bounds(Position begin, Position end) {}

    /** What a replay gives. */
    sealed interface Step {
        /** Nothing yet: the receiver is woken when there is. */
        record Pending() implements Step {}

        /** Some of the owner's records in order, a bounded number. */
        record Records(List<StreamRecord> records) implements Step {}

        /** All has been given. */
        record Done() implements Step {}

        /** The receiver took too little, and others were waiting: it may begin again where it is. */
        record Interrupted() implements Step {}

        /** It cannot be read. */
        record Impossible(Reason reason) implements Step {}
    }
}
