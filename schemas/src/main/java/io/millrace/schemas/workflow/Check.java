package io.millrace.schemas.workflow;

import java.util.List;

/** One thing that is checked about a definition whose shape need not be right. */
@FunctionalInterface
interface Check {

    List<Problem> problems(Draft draft);
}
