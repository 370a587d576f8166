package io.millrace.worker.node.type;

import io.millrace.schemas.schedule.Schedule;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Where a time that has come starts an execution; hands on what the schedule gave. */
@Component
final class ScheduleNode implements QuickNode {

    @Override
    public String type() {
        return Schedule.TYPE;
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return TriggerBody.handOn(call);
    }
}
