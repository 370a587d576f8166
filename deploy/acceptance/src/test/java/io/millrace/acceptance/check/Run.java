package io.millrace.acceptance.check;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.client.Follower;
import io.millrace.acceptance.system.MillraceSystem;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks that are sent, followed on a socket and checked in the end. The sending is thread-safe. */
public final class Run implements AutoCloseable {

    /** The types of nodes that may have results in iterations. */
    private static final Set<String> NESTING = Set.of("forEach", "llm");

    private final Journal journal = new Journal();
    private final MillraceSystem system;
    private final Client client;
    private final Follower follower;

    /** Begins to follow all executions of the client's user. */
    public Run(MillraceSystem system, Client client) {
        this.system = system;
        this.client = client;
        this.follower = client.follow();
    }

    /** Posts JSON to a webhook and keeps what came of it; status 0 where nothing came. */
    public Journal.Entry post(String workflowId, String path, String json) {
        HttpRequest.Builder request = client.webhookRequest(workflowId + "/" + path, json, "application/json");
        Journal.Entry entry;
        try {
            Answer answer = client.send(request);
            entry = new Journal.Entry(workflowId, answer.status(), id(answer));
        } catch (UncheckedIOException e) {
            entry = new Journal.Entry(workflowId, 0, Optional.empty());
        }
        journal.add(entry);
        return entry;
    }

    /** The same, and again as senders do while it is told to come later. */
    public Journal.Entry deliver(String workflowId, String path, String json) {
        Answer answer = client.deliver(workflowId + "/" + path, json);
        var entry = new Journal.Entry(workflowId, answer.status(), id(answer));
        journal.add(entry);
        return entry;
    }

    private static Optional<String> id(Answer answer) {
        return Optional.of(answer.field("executionId")).filter(text -> !text.isEmpty());
    }

    /** What was sent. */
    public Journal journal() {
        return journal;
    }

    /** What was told. */
    public Follower follower() {
        return follower;
    }

    /** Returns once the socket was told the end of every execution that was promised. */
    public void awaitEnds(Duration patience) {
        awaitEnds(journal.accepted(), patience);
    }

    private void awaitEnds(Set<String> executions, Duration patience) {
        Awaitility.await("the end of " + executions.size() + " executions on the socket")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> follower.messages().finished().containsAll(executions));
    }

    /** The log as it is now. */
    public Map<String, List<SpecificRecord>> log() {
        return LogReader.read(system.kafka(), journal.workflows());
    }

    /** Waits for every end in the history, then fails, naming everything, where an invariant does not hold. */
    public Evidence check(Duration patience) {
        awaitEnds(patience);
        // What was answered with an error may run all the same; its end is waited for too.
        Set<String> executions = log().keySet();
        Map<String, JsonNode> rows = new HashMap<>();
        executions.forEach(id -> rows.put(id, withAllResults(client.settled(id, patience))));
        awaitEnds(executions, patience);
        Map<String, List<SpecificRecord>> log = log();
        assertThat(follower.messages().faults()).isEmpty();
        Map<String, List<JsonNode>> told = follower.messages().all().stream()
                .filter(message -> message.path("workflowId").isString())
                .filter(message -> message.path("executionId").isString())
                .filter(message ->
                        journal.workflows().contains(message.path("workflowId").asString()))
                .collect(groupingBy(message -> message.path("executionId").asString()));
        Evidence evidence = new Evidence(journal, log, rows, Optional.of(told));
        assertThat(Checker.violations(evidence)).as("violated invariants").isEmpty();
        return evidence;
    }

    /** An execution itself has only its top-level results. */
    private JsonNode withAllResults(JsonNode execution) {
        boolean nested = execution.path("nodes").values().stream()
                .anyMatch(node -> NESTING.contains(node.path("type").asString("")));
        if (!nested || !(execution instanceof ObjectNode row)) {
            return execution;
        }
        row.putArray("nodes").addAll(client.nodeResults(row.path("id").asString()));
        return row;
    }

    @Override
    public void close() {
        follower.close();
    }
}
