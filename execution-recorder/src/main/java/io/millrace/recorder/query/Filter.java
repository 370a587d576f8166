package io.millrace.recorder.query;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.web.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which executions a list shows; what is absent is not asked for.
 *
 * @param statuses any of these; all if empty
 * @param from inclusive, of {@code createdAt}
 * @param to exclusive
 */
record Filter(
        @Nullable String workflowId,
        List<String> statuses,
        @Nullable String kind,
        @Nullable Boolean test,
        @Nullable Instant from,
        @Nullable Instant to) {
    private static final Set<String> STATUSES = Arrays.stream(ExecutionStatus.values())
            .map(status -> status.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> KINDS = Set.of("webhook", "manual", "schedule", "subWorkflow", "rerun", "failure");

    Filter {
        statuses = List.copyOf(statuses);
    }

    /**
     * The same filter.
     *
     * @throws ProblemException if a value can never be one of an execution
     */
    Filter checked() {
        statuses.forEach(status -> Answers.requireOneOf(STATUSES, "status", status));
        if (kind != null) {
            Answers.requireOneOf(KINDS, "kind", kind);
        }
        return this;
    }

    /** Its conditions, each beginning with {@code and}. */
    String conditions() {
        return (workflowId == null ? "" : " and e.workflow_id = :workflowId")
                + (statuses.isEmpty() ? "" : " and e.status::text in (:statuses)")
                + (kind == null ? "" : " and e.kind = cast(:kind as trigger_kind)")
                + (test == null ? "" : " and e.test = :test")
                + (from == null ? "" : " and e.created_at >= cast(:from as timestamptz)")
                + (to == null ? "" : " and e.created_at < cast(:to as timestamptz)");
    }

    /** Binds what the conditions name. */
    JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
        return statement
                .param("workflowId", workflowId)
                .param("statuses", statuses)
                .param("kind", kind)
                .param("test", test)
                .param("from", text(from))
                .param("to", text(to));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
