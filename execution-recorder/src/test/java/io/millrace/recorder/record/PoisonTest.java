package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * Records that the database refuses or nobody can read, among many good ones. How many is a property,
 * {@code millrace.poison.executions}.
 */
class PoisonTest {
    private static final int EXECUTIONS = Integer.getInteger("millrace.poison.executions", 1000);
    /** A whole poll is 2,000; they stay in the topics that all tests share, and cost whoever folds them again. */
    private static final int BATCH = Integer.getInteger("millrace.poison.batch", 300);

    private static final List<String> NODES = List.of("hook", "price", "total");

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String workflow = "wf-" + UUID.randomUUID();

    @Test
    void eachTakesOnlyItselfAwayFromALoad() {
        Instant now = Instant.now();
        List<Story> poisoned = List.of(
                complete(story().triggered("{\"broken\":")),
                complete(story().triggered(Story.trigger("{}")
                        .setLabels(Map.of("long", incompressible()))
                        .build())),
                complete(story().triggered("{}"), replied(new byte[] {'"', (byte) 0xC3, '"'}, now)),
                complete(story().triggered("{}"), replied("{}".getBytes(UTF_8), Instant.ofEpochMilli(Long.MAX_VALUE))),
                complete(story().triggered("{}")));
        List<ProducerRecord<byte[], byte[]>> undecodable =
                new ArrayList<>(poisoned.getLast().records());
        undecodable.replaceAll(record -> new String(record.value(), UTF_8).contains("reply")
                ? new ProducerRecord<>(record.topic(), record.partition(), record.key(), "no event".getBytes(UTF_8))
                : record);

        long begin = System.nanoTime();
        int good = EXECUTIONS - poisoned.size();
        for (int i = 0; i < poisoned.size(); i++) {
            send(good / poisoned.size() + (i < good % poisoned.size() ? 1 : 0));
            recorder.send(
                    i == poisoned.size() - 1 ? undecodable : poisoned.get(i).records());
        }

        await().atMost(Duration.ofMinutes(5)).until(() -> complete(), complete -> complete == good);
        Folded.await(recorder);
        System.out.printf("%,d executions with five poison records: %,d ms%n", EXECUTIONS, millisSince(begin));
        assertThat(complete()).isEqualTo(good);
        assertThat(poisoned.stream().map(Story::id).map(DeadLetterReader::reasons))
                .allSatisfy(reasons -> assertThat(reasons).hasSize(1));
        assertThat(count("select count(*) from workflow_executions where workflow_id = ? and status = 'success'"))
                .isEqualTo(EXECUTIONS);
        recorder.awaitReadiness("UP");
    }

    /** Every record of a batch may be poison. */
    @Test
    void aWholeBatchOfThemIsPassedInReasonableTime() {
        int partition = 11;
        List<Story> bad = IntStream.range(0, BATCH)
                .mapToObj(i -> Story.in(partition, "ann", workflow).triggered("{\"broken\":"))
                .toList();
        Story good = complete(Story.in(partition, "ann", workflow).triggered("{}"));

        long begin = System.nanoTime();
        double before = recorder.metric("millrace.recorder.dead.letters");
        recorder.send(Stream.concat(bad.stream(), Stream.of(good))
                .flatMap(story -> story.records().stream())
                .toList());

        await().atMost(Duration.ofMinutes(4)).until(() -> complete(), complete -> complete == 1);
        await().until(() -> recorder.metric("millrace.recorder.dead.letters") - before, more -> more == bad.size());
        System.out.printf("%,d poison records in one partition: %,d ms%n", bad.size(), millisSince(begin));
    }

    private void send(int count) {
        for (int sent = 0; sent < count; sent += 500) {
            recorder.send(IntStream.range(0, Math.min(500, count - sent))
                    .mapToObj(i -> complete(story().triggered("{\"n\":" + i + "}")))
                    .flatMap(story -> story.records().stream())
                    .toList());
        }
    }

    private Story story() {
        return Story.of("ann", workflow);
    }

    private static Story complete(Story story) {
        return complete(story, replied("{\"ok\":true}".getBytes(UTF_8), Instant.now()));
    }

    private static Story complete(Story story, Story.Told reply) {
        story.started();
        NODES.forEach(node -> story.completed(node, "{\"ok\":true}"));
        return story.told(ExecutionStatus.RUNNING, reply).finished("1");
    }

    private static Story.Told replied(byte[] output, Instant finishedAt) {
        return context -> NodeCompleted.newBuilder()
                .setContext(context)
                .setNodeId("reply")
                .setNodeName("reply")
                .setNodeType("set")
                .setNodeStatus(NodeStatus.SUCCESS)
                .setOutputName("main")
                .setAttempt(1)
                .setStartedAt(context.getTime())
                .setAttemptStartedAt(context.getTime())
                .setFinishedAt(finishedAt)
                .setOutput(Payload.of(output))
                .build();
    }

    /** Longer than what fits into an index, also compressed. */
    private static String incompressible() {
        return new Random(1).ints(9000, 'A', 'z').mapToObj(Character::toString).collect(Collectors.joining());
    }

    private int complete() {
        return count("select count(*) from workflow_executions e where workflow_id = ? and kind is not null"
                + " and status = 'success' and 4 = (select count(*) from node_execution_results n"
                + " where n.execution_id = e.id and n.created_at = e.created_at and n.status = 'success')");
    }

    private int count(String sql) {
        Integer count = recorder.owner().queryForObject(sql, Integer.class, workflow);
        return count == null ? -1 : count;
    }

    private static long millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
