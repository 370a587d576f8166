package io.millrace.schemas.workflow;

import io.millrace.schemas.schedule.InvalidScheduleException;
import io.millrace.schemas.schedule.Schedule;
import io.millrace.schemas.workflow.Draft.DraftNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every schedule can be read, and has times that come. */
final class ScheduleChecks implements Check {
    /** Whenever it is: what comes within ten years of this day comes within ten years of any. */
    private static final Instant SOME_DAY = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        for (DraftNode node : draft.nodes()) {
            if (node.typeName().equals(Schedule.TYPE) && hasOneTiming(node)) {
                check(node, problems);
            }
        }
        return problems;
    }

    /** Otherwise the node's type says so. */
    private static boolean hasOneTiming(DraftNode node) {
        return node.parameters().hasNonNull("cron") != node.parameters().hasNonNull("every");
    }

    private static void check(DraftNode node, List<Problem> problems) {
        try {
            if (Schedule.of(node.parameters()).next(SOME_DAY).isEmpty()) {
                problems.add(problem(node, "cron", "no such time ever comes"));
            }
        } catch (InvalidScheduleException e) {
            problems.add(problem(node, e.parameter(), e.reason()));
        }
    }

    private static Problem problem(DraftNode node, String parameter, String message) {
        return new Problem(node.parametersPlace().at(parameter).text(), message);
    }
}
