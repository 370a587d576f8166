package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ReusedResult;
import io.millrace.schemas.event.Trigger;
import java.util.Optional;

/**
 * What an execution begins with; none of it ever changes.
 *
 * @param plan the workflow version that it runs
 * @param data what expressions see as {@code trigger}
 * @param inside whether it began inside a worker: then its first event carries the trigger, because no other record
 *     does
 */
public record Start(Identity identity, Plan plan, Trigger trigger, Json data, boolean inside) {
    /** The start that an accepted trigger gives. */
    public static Start of(Identity identity, Plan plan, Trigger trigger) {
        return new Start(identity, plan, trigger, Json.encoded(trigger.getData()), false);
    }

    /** The start of an execution that a worker begins by itself. */
    public static Start inside(Identity identity, Plan plan, Trigger trigger) {
        return new Start(identity, plan, trigger, Json.encoded(trigger.getData()), true);
    }

    /** The trigger's body: what the trigger node hands on. */
    Json body() {
        return data.member("body").orElse(Json.NULL);
    }

    /** What the node came to in the execution that this one repeats. */
    Optional<ReusedResult> reused(NodeKey key) {
        return trigger.getRerunOf()
                .filter(rerun -> key.iteration().isEmpty())
                .flatMap(rerun -> rerun.getReused().stream()
                        .filter(result -> result.getNodeId().equals(key.nodeId()))
                        .findFirst());
    }
}
