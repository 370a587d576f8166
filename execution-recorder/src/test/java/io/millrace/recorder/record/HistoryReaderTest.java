package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.recorder.story.Story;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
    private final HistoryReader reader = new HistoryReader(time -> true);
    private final Story story = Story.of("ann", "orders").triggered("{}").started();

    /** A row whose number is 0 is taken for one without any result. */
    @Test
    void onlyATriggerHasTheNumberZero() throws Exception {
        SpecificRecord trigger = story.triggers().getFirst();
        SpecificRecord event = story.events().getFirst();
        assertThat(reader.read(record(Topics.TRIGGERS, trigger))).isEqualTo(trigger);
        assertThat(reader.read(record(Topics.EVENTS, event))).isEqualTo(event);

        number(trigger, 1);
        number(event, 0);

        assertThatThrownBy(() -> reader.read(record(Topics.TRIGGERS, trigger)))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessage("the number 1 is no trigger's, which is 0");
        assertThatThrownBy(() -> reader.read(record(Topics.EVENTS, event)))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessage("the number 0 is no event's, which begin at 1");
    }

    private static void number(SpecificRecord event, int number) {
        EventContext context = (EventContext) event.get(0);
        event.put(0, EventContext.newBuilder(context).setSequence(number).build());
    }

    private ConsumerRecord<byte[], byte[]> record(String topic, SpecificRecord event) {
        return new ConsumerRecord<>(
                topic, ExecutionId.partitionOf(story.id()), 0, new byte[0], EventCodec.encode(event));
    }
}
