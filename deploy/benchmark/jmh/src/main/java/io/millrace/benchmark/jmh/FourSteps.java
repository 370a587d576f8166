package io.millrace.benchmark.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmark.flow.Scenario;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.WorkflowParser;
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
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Executions of the scenario {@code four-step}, as a worker meets and runs them. */
final class FourSteps {
    private static final Scenario SCENARIO = Scenario.all().getFirst();
    private static final String DATA =
            "{\"kind\":\"webhook\",\"method\":\"POST\",\"headers\":{},\"query\":{},\"body\":" + SCENARIO.body() + "}";

    private final RandomGenerator random = new SplittableRandom(1);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Plan plan;

    /** Finds the node types as a worker finds them: it only takes all of them. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan("io.millrace.worker.node.type")
    @EnableConfigurationProperties
    static class Installed {}

    FourSteps() {
        var descriptors = io.millrace.schemas.workflow.NodeTypes.onClassPath();
        try (var context = new AnnotationConfigApplicationContext(Installed.class)) {
            var types = new NodeTypes(context.getBeansOfType(NodeType.class).values(), descriptors);
            var parsed =
                    new WorkflowParser(descriptors).parse(SCENARIO.definition().getBytes(UTF_8));
            plan = switch (parsed) {
                case ParseResult.Valid valid -> new Plan(valid.workflow(), types, (_, _) -> "no callbacks");
                case ParseResult.Invalid invalid ->
                    throw new IllegalStateException(invalid.problems().toString());
            };
        }
    }

    Plan plan() {
        return plan;
    }

    /** The next webhook, as the gateway writes it down. */
    TriggerReceived trigger() {
        return TriggerReceived.newBuilder()
                .setContext(EventContext.newBuilder()
                        .setExecutionId(ExecutionId.create(now, 0, random))
                        .setWorkflowId("orders")
                        .setWorkflowVersion(1)
                        .setOwnerId("alice")
                        .setCreatedAt(now)
                        .setTime(now)
                        .setSequence(0)
                        .setStatus(ExecutionStatus.QUEUED)
                        .build())
                .setTrigger(Trigger.newBuilder()
                        .setKind(TriggerKind.WEBHOOK)
                        .setNodeId("hook")
                        .setData(Payload.of(DATA.getBytes(UTF_8)))
                        .build())
                .build();
    }

    Start start(TriggerReceived trigger) {
        return Start.of(Identity.of(trigger.getContext()), plan, trigger.getTrigger());
    }

    /** Runs it from its trigger to its end; all its nodes are quick. */
    List<SpecificRecord> run(Start start) {
        var around = new Surroundings(now, Evaluations.DIRECT, Workflows.NONE, random);
        List<SpecificRecord> events = new ArrayList<>();
        Decision decision = Decider.decide(Execution.accepted(start), new Input.Accepted(), around);
        events.addAll(decision.events());
        while (decision.more()) {
            decision = Decider.decide(decision.after(), new Input.Resumed(), around);
            events.addAll(decision.events());
        }
        if (!decision.after().isFinished()) {
            throw new IllegalStateException("not finished: " + decision.after());
        }
        return events;
    }
}
