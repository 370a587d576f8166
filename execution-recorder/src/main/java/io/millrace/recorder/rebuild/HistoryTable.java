package io.millrace.recorder.rebuild;

import java.util.List;

/**
 * One of the tables that an execution's rows are in.
 *
 * @param id the column that has the execution's id
 * @param key what else tells its rows apart
 */
record HistoryTable(String name, String id, List<String> key) {
    static final List<HistoryTable> ALL = List.of(
            new HistoryTable("workflow_executions", "id", List.of()),
            new HistoryTable("node_execution_results", "execution_id", List.of("node_id", "iteration")),
            new HistoryTable("execution_logs", "execution_id", List.of("sequence", "line")),
            new HistoryTable("execution_payloads", "execution_id", List.of("node_id", "iteration", "part")),
            new HistoryTable("execution_labels", "execution_id", List.of("name", "value")));

    /** A row's name, without the execution's id. */
    String keyText() {
        return key.isEmpty() ? "''" : "concat_ws('/', t." + String.join(", t.", key) + ")";
    }
}
