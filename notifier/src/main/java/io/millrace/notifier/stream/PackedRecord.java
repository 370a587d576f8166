package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A fetched record in as few objects as can be. As Kafka hands it out it is some forty, which a collector has to walk
 * through again and again while the window holds a hundred thousand of them; and its headers are pieces of the whole
 * answer of the broker until they are read, so that one record would hold megabytes.
 */
final class PackedRecord implements Supplier<ConsumerRecord<byte[], byte[]>> {
    private static final int ABSENT = -1;

    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestamp;
    private final byte @Nullable [] value;
    /** The key, and name and value of each header, each behind its length. */
    private final byte[] rest;

    PackedRecord(ConsumerRecord<byte[], byte[]> record) {
        topic = record.topic();
        partition = record.partition();
        offset = record.offset();
        timestamp = record.timestamp();
        value = record.value();
        var parts = new ArrayList<byte @Nullable []>();
        parts.add(record.key());
        for (var header : record.headers()) {
            parts.add(header.key().getBytes(UTF_8));
            parts.add(header.value());
        }
        var target =
                ByteBuffer.allocate(parts.stream().mapToInt(PackedRecord::size).sum());
        parts.forEach(part -> put(target, part));
        rest = target.array();
    }

    /** The record as it was fetched. */
    @Override
    public ConsumerRecord<byte[], byte[]> get() {
        var source = ByteBuffer.wrap(rest);
        byte[] key = next(source);
        var headers = new RecordHeaders();
        while (source.hasRemaining()) {
            headers.add(new String(requireNonNull(next(source)), UTF_8), next(source));
        }
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key == null ? ABSENT : key.length,
                value == null ? ABSENT : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static int size(byte @Nullable [] bytes) {
        return Integer.BYTES + (bytes == null ? 0 : bytes.length);
    }

    private static void put(ByteBuffer target, byte @Nullable [] bytes) {
        if (bytes == null) {
            target.putInt(ABSENT);
        } else {
            target.putInt(bytes.length).put(bytes);
        }
    }

    private static byte @Nullable [] next(ByteBuffer source) {
        int length = source.getInt();
        if (length == ABSENT) {
            return null;
        }
        var bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }
}
