package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.Parent;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.NodeOutcome;
import java.util.List;
import java.util.Locale;

/** Executions that an execution starts: on its own partition, with a link to it. */
final class Children {
    /** How many executions may be above one. */
    static final int MAX_DEPTH = 16;

    /** Why no execution can be started. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String type;

        RefusedException(String type, String message) {
            super(message);
            this.type = type;
        }

        Failure failure() {
            return Failures.of(type, String.valueOf(getMessage()));
        }
    }

    private Children() {}

    /** What the other execution begins with. */
    static Start of(Execution parent, NodeKey by, NodeOutcome.Calls calls, Surroundings around)
            throws RefusedException {
        Identity above = parent.identity();
        int depth = parent.start().trigger().getParent().map(Parent::getDepth).orElse(0) + 1;
        if (depth > MAX_DEPTH) {
            throw new RefusedException(
                    "sub-workflow-depth", "sub-workflows are nested deeper than " + MAX_DEPTH + " levels");
        }
        Workflows.Live live = live(above, calls.workflowId(), around);
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.SUB_WORKFLOW)
                .setNodeId(entry(calls.workflowId(), live.plan()))
                .setStartedBy(parent.start().trigger().getStartedBy().orElse(null))
                .setLabels(live.plan().workflow().settings().labels())
                .setData(TriggerData.of("subWorkflow", calls.input()).buffer())
                .setParent(Parent.newBuilder()
                        .setExecutionId(above.executionId())
                        .setNodeId(by.nodeId())
                        .setIteration(by.iteration())
                        .setDepth(depth)
                        .build())
                .setAfterFailure(parent.start().trigger().getAfterFailure())
                .build();
        return Start.inside(identity(above, calls.workflowId(), live, around), live.plan(), trigger);
    }

    /** The workflow as it is live now, of the same owner. */
    static Workflows.Live live(Identity by, String workflowId, Surroundings around) throws RefusedException {
        return around.workflows()
                .live(by.ownerId(), workflowId)
                .orElseThrow(() -> new RefusedException(
                        "sub-workflow-unknown", "there is no active workflow '" + workflowId + "'"));
    }

    /** Of an execution that begins on the same partition as the one that starts it. */
    static Identity identity(Identity by, String workflowId, Workflows.Live live, Surroundings around) {
        return new Identity(
                ExecutionId.create(around.now(), ExecutionId.partitionOf(by.executionId()), around.random()),
                workflowId,
                live.version(),
                by.ownerId(),
                around.now(),
                by.test());
    }

    /** The node that an execution starts at that no request asked for. */
    static String entry(String workflowId, Plan plan) throws RefusedException {
        List<Node> triggers = plan.workflow().triggers();
        if (triggers.size() == 1) {
            return triggers.getFirst().id();
        }
        return triggers.stream()
                .filter(node -> node.type().equals("manual"))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "sub-workflow-entry",
                        "workflow '" + workflowId + "' has several triggers, and none of them is manual"))
                .id();
    }

    /** What the end of a child makes of the node that started it. */
    static NodeOutcome outcome(Decision end) {
        var finished = (ExecutionFinished) end.events().getLast();
        ExecutionStatus status = end.after().status();
        return switch (status) {
            case SUCCESS, PARTIAL ->
                NodeOutcome.completed(finished.getOutput().map(Json::encoded).orElse(Json.NULL));
            case FAILED, TIMED_OUT, CANCELLED ->
                new NodeOutcome.Failed(Failure.newBuilder(Failures.of(
                                "sub-workflow",
                                "execution %s ended as %s%s"
                                        .formatted(
                                                end.after().identity().executionId(),
                                                status.name().toLowerCase(Locale.ROOT),
                                                finished.getError()
                                                        .map(error -> ": " + error.getMessage())
                                                        .orElse(""))))
                        .setRetryable(status != ExecutionStatus.CANCELLED)
                        .build());
            case QUEUED, RUNNING, WAITING -> throw new IllegalArgumentException("the child has not ended");
        };
    }
}
