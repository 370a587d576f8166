package io.millrace.schemas.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** Makes of an idempotency key what is kept of it, and the id of the execution that takes it. */
public final class IdempotencyKeys {
    private static final byte SEPARATOR = 0;

    private IdempotencyKeys() {}

    /**
     * What is kept of a delivery: a key means the same only at the same node, by the same way in, and test deliveries
     * have keys of their own.
     *
     * @param key as the sender or the workflow's expression has it
     * @param body the request's body as it came
     */
    public static Idempotency of(
            String workflowId, String nodeId, TriggerKind kind, boolean test, String key, byte[] body) {
        MessageDigest hash = sha256();
        // None of these holds a zero byte but, perhaps, the key, which comes last.
        for (String part : new String[] {workflowId, nodeId, kind.name(), test ? "test" : "live"}) {
            hash.update(part.getBytes(UTF_8));
            hash.update(SEPARATOR);
        }
        hash.update(key.getBytes(UTF_8));
        return new Idempotency(Payload.of(hash.digest()), Payload.of(sha256().digest(body)));
    }

    /**
     * The id of an execution with this key: the same all day.
     *
     * @param acceptedAt when its trigger was accepted
     * @param partition of the {@code execution.*} topics
     */
    public static UUID executionId(Idempotency idempotency, Instant acceptedAt, int partition) {
        LocalDate day = LocalDate.ofInstant(acceptedAt, ZoneOffset.UTC);
        return ExecutionId.derived(day, partition, Payload.bytes(idempotency.getKeyHash()));
    }

    /** The partition of a key whose workflow leaves the choice, among so many; other bits than those in the id. */
    public static int partition(Idempotency idempotency, int partitions) {
        ByteBuffer hash = idempotency.getKeyHash();
        return Integer.remainderUnsigned(hash.getInt(hash.limit() - Integer.BYTES), partitions);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
