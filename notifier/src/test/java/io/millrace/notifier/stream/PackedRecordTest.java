package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedRecordTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "key", "schlüssel"})
    void givesBackWhatItWasMadeOf(String key) {
        var headers = new RecordHeaders()
                .add("ce_type", "x".getBytes(UTF_8))
                .add("empty", new byte[0])
                .add("ümlaut", null)
                .add("ce_type", "again".getBytes(UTF_8));
        var record = record(key.getBytes(UTF_8), "value".getBytes(UTF_8), headers);

        ConsumerRecord<byte[], byte[]> back = new PackedRecord(record).get();

        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("headers", "leaderEpoch")
                .isEqualTo(record);
        assertThat(back.headers().toArray()).containsExactly(record.headers().toArray());
    }

    @Test
    void whatIsAbsentStaysSo() {
        ConsumerRecord<byte[], byte[]> back = new PackedRecord(record(null, null, new RecordHeaders())).get();

        assertThat(back.key()).isNull();
        assertThat(back.value()).isNull();
        assertThat(back.headers()).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                "topic",
                3,
                7,
                1234,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                headers,
                Optional.of(5));
    }
}
