package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.schedule.Schedule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which partition of the {@code execution.*} topics a new execution goes to. A limit is counted and a schedule is kept
 * by one loop, so the workflows that have one stay on the partition of their id; any other's executions spread.
 */
public final class Placement {
    private Placement() {}

    /**
     * The partition whose loop keeps a workflow's schedules and counts its limit: the first four bytes of the SHA-256
     * of the id's UTF-8, as an unsigned big-endian number, modulo the number of partitions. It never changes: limits
     * would be counted twice and schedules kept twice.
     *
     * @param partitions how many there were when the topics were made
     */
    public static int ofWorkflow(String workflowId, int partitions) {
        return Integer.remainderUnsigned(ByteBuffer.wrap(sha256(workflowId)).getInt(), partitions);
    }

    /** Whether all executions of this definition go to one partition. */
    public static boolean staysTogether(Workflow workflow) {
        return workflow.settings().maxConcurrent().isPresent()
                || workflow.triggers().stream().anyMatch(node -> node.type().equals(Schedule.TYPE));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
