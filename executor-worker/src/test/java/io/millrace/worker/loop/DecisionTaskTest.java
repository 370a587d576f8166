package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.execution.Evaluated;
import io.millrace.worker.execution.Evaluations;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import io.millrace.worker.execution.Surroundings;
import io.millrace.worker.execution.Workflows;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import io.millrace.worker.node.QuickNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** An evaluation that runs away costs its own execution, not the loop. */
class DecisionTaskTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Surroundings AROUND =
            new Surroundings(NOW, Evaluations.DIRECT, Workflows.NONE, new SplittableRandom(1));
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AnnotationConfigApplicationContext context = InstalledNodeTypes.open();
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<Evaluated> detached = new ArrayBlockingQueue<>(10);
    private final DecisionPool pool = new DecisionPool(1, () -> {});

    @AfterEach
    void close() {
        release.countDown();
        pool.close();
        context.close();
    }

    @Test
    void aQuickDecisionIsWhole() throws InterruptedException {
        DecisionTask.Result result = decide(workflow("quick"), LONG);

        assertThat(result.detached()).isEmpty();
        assertThat(result.decision().after().isFinished()).isTrue();
    }

    @Test
    void aRunawayEvaluationMakesItsNodeASlowOne() throws InterruptedException {
        decide(workflow("quick"), LONG); // what is slow only the first time is not what this is about

        DecisionTask.Result result = decide(workflow("endless"), SHORT);

        assertThat(result.detached()).contains(NodeKey.topLevel("make"));
        assertThat(result.decision().events())
                .hasExactlyElementsOfTypes(ExecutionStarted.class, NodeCompleted.class, NodeStarted.class);
        assertThat(result.untaken()).containsExactly(new Input.Resumed());
    }

    @Test
    void itsOutcomeComesLater() throws InterruptedException {
        decide(workflow("quick"), LONG);
        decide(workflow("endless"), SHORT);
        release.countDown();

        assertThat(detached.poll(60, TimeUnit.SECONDS)).isInstanceOf(Evaluated.Done.class);
    }

    @Test
    void othersGoOnMeanwhile() throws InterruptedException {
        decide(workflow("quick"), LONG);
        decide(workflow("endless"), SHORT);
        pool.replaceThread();

        assertThat(decide(workflow("quick"), LONG).decision().after().isFinished())
                .isTrue();
    }

    @Test
    void anErrorIsToldToWhoWaitsAndCostsNoThread() throws InterruptedException {
        var brokenWorkflow = workflow("broken");
        assertThatThrownBy(() -> decide(brokenWorkflow, LONG)).isInstanceOf(OutOfMemoryError.class);

        assertThat(decide(workflow("quick"), LONG).decision().after().isFinished())
                .isTrue();
    }

    /** Takes the place of {@code set}; makes "endless" only when the test lets it. */
    private final class Patient implements QuickNode {
        @Override
        public String type() {
            return "set";
        }

        @Override
        public NodeOutcome run(NodeCall call) {
            Json values = call.parameters().require("values");
            String value = values.member("to").orElseThrow().text();
            if (value.equals("endless")) {
                awaitRelease();
            } else if (value.equals("broken")) {
                throw new OutOfMemoryError("as if there were none left");
            }
            return NodeOutcome.completed(values);
        }

        private void awaitRelease() {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private NodeTypes types() {
        var types = new ArrayList<>(context.getBeansOfType(NodeType.class).values());
        types.removeIf(type -> type.type().equals("set"));
        types.add(new Patient());
        return new NodeTypes(types, io.millrace.schemas.workflow.NodeTypes.onClassPath());
    }

    private DecisionTask.Result decide(Execution execution, Duration bound) throws InterruptedException {
        var task = new DecisionTask(
                execution, List.of(new Input.Accepted()), AROUND, (key, evaluated) -> detached.add(evaluated));
        pool.submit(task);
        return task.await(bound);
    }

    private Execution workflow(String value) {
        String definition = """
                {"name": "W", "nodes": [{"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "make", "type": "set", "parameters": {"values": {"to": "%s"}}}],
                 "connections": [{"from": "hook", "to": "make"}]}
                """.formatted(value);
        var parser = new WorkflowParser(io.millrace.schemas.workflow.NodeTypes.onClassPath());
        var parsed = (ParseResult.Valid) parser.parse(definition.getBytes(StandardCharsets.UTF_8));
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.MANUAL)
                .setNodeId("hook")
                .setData(Payload.of("{\"body\": {}}".getBytes(StandardCharsets.UTF_8)))
                .build();
        var id = ExecutionId.create(NOW, 0, new SplittableRandom(1));
        var plan = new Plan(parsed.workflow(), types(), (execution, wait) -> "");
        return Execution.accepted(Start.of(new Identity(id, "w", 1, "alice", NOW, false), plan, trigger));
    }
}
