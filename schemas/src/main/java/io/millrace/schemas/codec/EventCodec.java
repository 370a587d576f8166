package io.millrace.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Events to bytes and back, in Avro's single-object encoding: a marker, the fingerprint of the writer's schema, the
 * datum. Reading resolves every schema that was ever released to the current one.
 */
public final class EventCodec {
    private static final int HEADER_LENGTH = 10;
    private static final byte MARKER_1 = (byte) 0xC3;
    private static final byte MARKER_2 = 0x01;

    private static final Map<Long, SpecificDatumReader<SpecificRecord>> READERS = readers();
    private static final Map<Schema, Writer> WRITERS = writers();

    private EventCodec() {}

    private static final class Writer {
        final byte[] header;
        final SpecificDatumWriter<SpecificRecord> datum;

        Writer(Schema schema) {
            this.header = ByteBuffer.allocate(HEADER_LENGTH)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(MARKER_1)
                    .put(MARKER_2)
                    .putLong(SchemaNormalization.parsingFingerprint64(schema))
                    .array();
            this.datum = new SpecificDatumWriter<>(schema);
        }
    }

    /** The event in single-object encoding. */
    public static byte[] encode(SpecificRecord event) {
        Writer writer = WRITERS.get(event.getSchema());
        if (writer == null) {
            throw new IllegalArgumentException(event.getSchema().getFullName() + " is not an event type");
        }
        var bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(writer.header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.datum.write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an event of any type.
     *
     * @throws UndecodableEventException if the bytes are not one, or were written with a schema that is not known here
     */
    public static SpecificRecord decode(byte[] bytes) throws UndecodableEventException {
        if (bytes.length < HEADER_LENGTH || bytes[0] != MARKER_1 || bytes[1] != MARKER_2) {
            throw new UndecodableEventException("not in Avro single-object encoding (" + bytes.length + " bytes)");
        }
        long fingerprint = ByteBuffer.wrap(bytes, 2, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        SpecificDatumReader<SpecificRecord> reader = READERS.get(fingerprint);
        if (reader == null) {
            throw new UndecodableEventException("unknown schema fingerprint " + Long.toHexString(fingerprint));
        }
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, null);
            SpecificRecord event = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UndecodableEventException(
                        "bytes are left over behind " + event.getSchema().getName());
            }
            return event;
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged data by whatever its reading code happens to run into.
            throw new UndecodableEventException("damaged " + reader.getSchema().getName() + ": " + e, e);
        }
    }

    /**
     * Reads an event of one type.
     *
     * @throws UndecodableEventException if the bytes are not one of that type
     */
    public static <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type) throws UndecodableEventException {
        SpecificRecord event = decode(bytes);
        if (!type.isInstance(event)) {
            throw new UndecodableEventException(
                    "a " + event.getSchema().getName() + " where a " + type.getSimpleName() + " was expected");
        }
        return type.cast(event);
    }

    private static Map<Long, SpecificDatumReader<SpecificRecord>> readers() {
        var readers = new HashMap<Long, SpecificDatumReader<SpecificRecord>>();
        for (Schema current : EventTypes.ALL) {
            for (Schema written : ReleasedSchemas.of(current.getName())) {
                readers.put(
                        SchemaNormalization.parsingFingerprint64(written), new SpecificDatumReader<>(written, current));
            }
            readers.put(SchemaNormalization.parsingFingerprint64(current), new SpecificDatumReader<>(current, current));
        }
        return Map.copyOf(readers);
    }

    private static Map<Schema, Writer> writers() {
        // Keyed by identity: generated classes share one schema object each, and comparing schemas is slow.
        var writers = new IdentityHashMap<Schema, Writer>();
        for (Schema schema : EventTypes.ALL) {
            writers.put(schema, new Writer(schema));
        }
        return writers;
    }
}
