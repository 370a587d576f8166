package io.millrace.worker.execution;

import io.millrace.schemas.event.Trigger;
import io.millrace.worker.expression.Json;

/**
 * What an execution begins with; none of it ever changes.
 *
 * @param plan the workflow version that it runs
 * @param data what expressions see as {@code trigger}
 */
public record Start(Identity identity, Plan plan, Trigger trigger, Json data) {
    /** The start that an accepted trigger gives. */
    public static Start of(Identity identity, Plan plan, Trigger trigger) {
        return new Start(identity, plan, trigger, Json.encoded(trigger.getData()));
    }

    /** The trigger's body: what the trigger node hands on. */
    Json body() {
        return data.member("body").orElse(Json.NULL);
    }
}
