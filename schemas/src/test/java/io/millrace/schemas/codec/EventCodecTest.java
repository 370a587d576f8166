package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123Z");

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void bringsEventsBackAsTheyWere() throws UndecodableEventException {
        NodeCompleted event = completed("{\"a\": 1e200000, \"a\": \"\\u0000\"}");

        NodeCompleted back = EventCodec.decode(EventCodec.encode(event), NodeCompleted.class);

        assertThat(back).isEqualTo(event);
        assertThat(Payload.bytes(back.getOutput().orElseThrow()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\": 1e200000, \"a\": \"\\u0000\"}");
    }

    @Test
    void refusesOtherTypes() {
        byte[] bytes = EventCodec.encode(
                ExecutionStarted.newBuilder().setContext(context()).build());

        assertThatExceptionOfType(UndecodableEventException.class)
                .isThrownBy(() -> EventCodec.decode(bytes, ExecutionFinished.class))
                .withMessage("a ExecutionStarted where a ExecutionFinished was expected");
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThatExceptionOfType(UndecodableEventException.class)
                .isThrownBy(() -> EventCodec.decode("hello".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("single-object encoding");
    }

    @Test
    void namesAnUnknownSchema() {
        byte[] bytes = EventCodec.encode(completed("1"));
        bytes[5] ^= 1;

        assertThatExceptionOfType(UndecodableEventException.class)
                .isThrownBy(() -> EventCodec.decode(bytes))
                .withMessageContaining("unknown schema fingerprint");
    }

    @Test
    void damagedBytesAreToldAndNothingElse() {
        byte[] whole = EventCodec.encode(completed("{\"list\": [1, 2, 3]}"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(UndecodableEventException.class).isThrownBy(() -> EventCodec.decode(cut));
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            damaged[10 + random.nextInt(damaged.length - 10)] ^= (byte) (1 << random.nextInt(8));
            try {
                EventCodec.decode(damaged);
            } catch (UndecodableEventException e) {
                assertThat(e).hasMessageMatching("(?s)(damaged|bytes are left over behind) .*");
            }
        }
    }

    @Test
    void recordsSayWhatTheyAreWithoutBeingDecoded() {
        NodeCompleted event = completed("1");

        var record = new EventRecords("executor-worker").numbered(Topics.EVENTS, event);

        assertThat(record.partition()).isEqualTo(9);
        assertThat(EventHeaders.type(record.headers())).contains("io.millrace.NodeCompleted");
        assertThat(EventHeaders.owner(record.headers())).contains("alice");
        assertThat(EventHeaders.workflow(record.headers())).contains("orders");
        assertThat(EventHeaders.sequence(record.headers())).isEqualTo(4);
        assertThat(EventHeaders.executionId(record.headers()))
                .contains(event.getContext().getExecutionId());
        assertThat(new String(record.headers().lastHeader(EventHeaders.ID).value(), StandardCharsets.UTF_8))
                .isEqualTo(event.getContext().getExecutionId() + "/4");
    }

    private NodeCompleted completed(String output) {
        return NodeCompleted.newBuilder()
                .setContext(context())
                .setNodeId("total")
                .setNodeName("Total")
                .setNodeType("set")
                .setNodeStatus(NodeStatus.SUCCESS)
                .setOutputName("main")
                .setStartedAt(TIME)
                .setAttemptStartedAt(TIME)
                .setFinishedAt(TIME)
                .setOutput(Payload.of(output.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private EventContext context() {
        return EventContext.newBuilder()
                .setExecutionId(ExecutionId.create(TIME, 9, random))
                .setWorkflowId("orders")
                .setWorkflowVersion(2)
                .setOwnerId("alice")
                .setCreatedAt(TIME)
                .setTime(TIME)
                .setSequence(4)
                .setStatus(ExecutionStatus.RUNNING)
                .build();
    }
}
