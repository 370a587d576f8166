package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.execution.Decider;
import io.millrace.worker.execution.Decision;
import io.millrace.worker.execution.Evaluations;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import io.millrace.worker.execution.Surroundings;
import io.millrace.worker.execution.Workflows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Runs executions that nobody asked for and nobody will see, before the first real one: evaluating for the first time
 * in a process takes longer than a loop waits, which would make quick nodes look slow.
 */
final class WarmUp {
    private static final int TIMES = 50;

    /** What is run; small, but with every part that evaluating has. */
    static final byte[] DEFINITION = """
            {"nodes": [
              {"id": "start", "type": "manual"},
              {"id": "made", "type": "set", "parameters": {"values": {
                "sum": "{{ $sum(trigger.body.items.(price * quantity)) }}", "text": "{{ $uppercase(trigger.body.name) }}!"}}},
              {"id": "big", "type": "if", "parameters": {"condition": "{{ nodes.made.sum > 100 }}"}},
              {"id": "end", "type": "set", "parameters": {"values": {"input": "{{ input }}"}}}],
             "connections": [
              {"from": "start", "to": "made"}, {"from": "made", "to": "big"},
              {"from": "big", "output": "true", "to": "end"}]}
            """.getBytes(StandardCharsets.UTF_8);

    private static final String DATA = """
            {"kind": "manual", "body": {"name": "warm", "items": [{"price": 40, "quantity": 3}, {"price": 2, "quantity": 1}]}}
            """;

    private WarmUp() {}

    static void run(Plan plan) {
        var random = new SplittableRandom();
        for (int i = 0; i < TIMES; i++) {
            Instant now = Instant.EPOCH.plusMillis(i);
            var identity = new Identity(ExecutionId.create(now, 0, random), "warm-up", 1, "nobody", now, true);
            var trigger = Trigger.newBuilder()
                    .setKind(TriggerKind.MANUAL)
                    .setNodeId("start")
                    .setData(ByteBuffer.wrap(DATA.getBytes(StandardCharsets.UTF_8)))
                    .build();
            var execution = Execution.accepted(Start.of(identity, plan, trigger));
            var around = new Surroundings(now, Evaluations.DIRECT, Workflows.NONE, random);
            Decision decision = Decider.decide(execution, new Input.Accepted(), around);
            decision.events().forEach(EventCodec::encode);
        }
    }
}
