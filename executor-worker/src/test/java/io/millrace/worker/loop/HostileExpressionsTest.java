package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionStatus;
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
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import io.millrace.worker.execution.Surroundings;
import io.millrace.worker.execution.Workflows;
import io.millrace.worker.node.NodeTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Expressions that are meant to hurt, or might as well be: each costs its own execution and nothing else. */
class HostileExpressionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration BOUND = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static AnnotationConfigApplicationContext context;
    private static DecisionPool pool;

    private final BlockingQueue<Evaluated> detached = new LinkedBlockingQueue<>();

    @BeforeAll
    static void open() {
        context = InstalledNodeTypes.open();
        pool = new DecisionPool(1, () -> {
            throw new AssertionError("too many threads are stuck");
        });
    }

    @AfterAll
    static void close() {
        pool.close();
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // catastrophic regular expressions
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)",
                "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa', /(a|aa)+b/)",
                "$replace('xxxxxxxxxxxxxxxxxxxxxxxxxx', /(x+x+)+y/, 'z')",
                "$split('aaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|a?)+$/)",
                // huge strings and lists
                "$pad('x', 2000000000)",
                "($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('xxxxxxxx', 40))",
                "$join([1..3000000].'0123456789')",
                "[1..9999999]",
                "[1..10000000000]",
                "$map([1..3000], function($x) { [1..3000] })",
                "$string([1..3000000])",
                // deep recursion and long loops
                "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
                "($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(2000000))",
                "($a := function($n) { $b($n) }; $b := function($n) { $n > 300000 ? 0 : $a($n + 1) }; $a(0))",
                "$reduce([1..2000000], function($a, $b) { $a + $b })",
                "$sort([1..300000], function($l, $r) { $l < $r })",
                // what is not a value, and what is not allowed
                "$map",
                "function($x) { $x }",
                "1 / 0",
                "$power(10, 400)",
                "$eval('1 + 1')",
                "$number('not a number')",
                "$error('enough')",
                "$assert(false, 'never')",
                "$toMillis('no time')"
            })
    void costsItsOwnExecutionOnly(String expression) throws Exception {
        DecisionTask.Result result = decide(expression, BOUND);

        if (result.detached().isPresent()) {
            pool.replaceThread();
            assertThat(detached.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("what it came to in the end")
                    .isNotNull();
        } else {
            assertThat(result.decision().after().isFinished()).isTrue();
        }
        assertThat(decide("1 + 1", PATIENCE).decision().after().status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    private DecisionTask.Result decide(String expression, Duration bound) throws InterruptedException {
        String json = JsonMapper.shared().writeValueAsString("{{ " + expression + " }}");
        String definition = """
                {"name": "W", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                  {"id": "make", "type": "set", "parameters": {"values": {"v": %s}}}],
                 "connections": [{"from": "hook", "to": "make"}]}
                """.formatted(json);
        var parser = new WorkflowParser(io.millrace.schemas.workflow.NodeTypes.onClassPath());
        if (!(parser.parse(definition.getBytes(StandardCharsets.UTF_8)) instanceof ParseResult.Valid valid)) {
            throw new AssertionError(definition);
        }
        var plan = new Plan(valid.workflow(), context.getBean(NodeTypes.class), (execution, wait) -> "");
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.WEBHOOK)
                .setNodeId("hook")
                .setData(Payload.of("{\"kind\":\"webhook\",\"body\":{}}".getBytes(StandardCharsets.UTF_8)))
                .build();
        var id = ExecutionId.create(NOW, 0, new SplittableRandom(1));
        var execution = Execution.accepted(Start.of(new Identity(id, "w", 1, "alice", NOW, false), plan, trigger));
        var around = new Surroundings(NOW, Evaluations.DIRECT, Workflows.NONE, new SplittableRandom(1));
        var task = new DecisionTask(
                execution, List.of(new Input.Accepted()), around, (key, evaluated) -> detached.add(evaluated));
        pool.submit(task);
        return task.await(bound);
    }
}
