package io.millrace.acceptance.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.TriggerReceived;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares what was promised, written, recorded and told. What is wrong comes back as text, all at once. */
public final class Checker {

    private static final JsonMapper JSON = new JsonMapper();

    private final Evidence evidence;
    private final List<String> violations = new ArrayList<>();

    private Checker(Evidence evidence) {
        this.evidence = evidence;
    }

    /** What is wrong after a run has settled; empty where all is as it must be. */
    public static List<String> violations(Evidence evidence) {
        Checker checker = new Checker(evidence);
        checker.everyPromiseIsKept();
        evidence.log().forEach(checker::logIsWhole);
        evidence.log().forEach(checker::rowEqualsLog);
        evidence.told().ifPresent(checker::everythingIsToldOnce);
        return checker.violations;
    }

    /** A 202 has one execution, a refusal none, and only an answer that never came may have one unasked. */
    private void everyPromiseIsKept() {
        Set<String> accepted = evidence.journal().accepted();
        for (String id : accepted) {
            check(evidence.log().containsKey(id), id, "was promised and is not in the log");
        }
        long sent = evidence.journal().entries().stream()
                .filter(Journal.Entry::isAccepted)
                .count();
        check(accepted.size() == sent, "journal", sent + " acceptances name " + accepted.size() + " executions");
        Set<String> unasked = new HashSet<>(evidence.log().keySet());
        unasked.removeAll(accepted);
        long uncertain = evidence.journal().entries().stream()
                .filter(Journal.Entry::isUncertain)
                .count();
        check(unasked.size() <= uncertain, "journal", "nobody asked for " + unasked);
    }

    /** One trigger, numbers without a gap, one end that is the last, no node completed twice. */
    private void logIsWhole(String id, List<SpecificRecord> records) {
        List<Integer> numbers = records.stream()
                .map(record -> EventRecords.context(record).getSequence())
                .toList();
        check(numbers.equals(range(0, records.size() - 1)), id, "has records numbered " + numbers);
        check(records.getFirst() instanceof TriggerReceived, id, "does not begin with its trigger");
        long ends = records.stream().filter(ExecutionFinished.class::isInstance).count();
        check(ends == 1, id, "ended " + ends + " times");
        check(records.getLast() instanceof ExecutionFinished, id, "goes on after its end");
        completed(records).stream()
                .collect(groupingBy(node -> node.getNodeId() + "/" + node.getIteration()))
                .forEach((node, times) -> check(times.size() == 1, id, node + " completed " + times.size() + " times"));
    }

    /** The history says what the log says: the status, each result, what was skipped. */
    private void rowEqualsLog(String id, List<SpecificRecord> records) {
        JsonNode row = evidence.rows().get(id);
        if (row == null) {
            violations.add(id + " is not in the history");
            return;
        }
        String status = lower(EventRecords.context(records.getLast()).getStatus());
        check(row.path("status").asString("").equals(status), id, "is recorded as " + row.path("status"));
        Map<String, List<JsonNode>> nodes = row.path("nodes").values().stream()
                .collect(groupingBy(node -> node.path("nodeId").asString()
                        + "/"
                        + node.path("iteration").asString("")));
        for (NodeCompleted node : completed(records)) {
            List<JsonNode> recorded = nodes.getOrDefault(node.getNodeId() + "/" + node.getIteration(), List.of());
            check(
                    recorded.size() == 1 && isSame(node, recorded.getFirst()),
                    id,
                    "has " + recorded + " recorded for " + node.getNodeId() + "/" + node.getIteration());
        }
        if (records.getLast() instanceof ExecutionFinished end) {
            Set<String> skipped = row.path("nodes").values().stream()
                    .filter(node -> node.path("status").asString("").equals("skipped"))
                    .map(node -> node.path("nodeId").asString())
                    .collect(toSet());
            check(skipped.equals(Set.copyOf(end.getSkipped())), id, "is recorded to have skipped " + skipped);
        }
    }

    private static boolean isSame(NodeCompleted node, JsonNode recorded) {
        JsonNode output = node.getOutput()
                .map(payload -> JSON.readTree(Payload.bytes(payload)))
                .orElse(JSON.nullNode());
        return recorded.path("status").asString("").equals(lower(node.getNodeStatus()))
                && recorded.path("output").equals(output);
    }

    /** Each event once and in order; the trigger may be told before them. */
    private void everythingIsToldOnce(Map<String, List<JsonNode>> told) {
        evidence.log().forEach((id, records) -> {
            List<Integer> numbers = told.getOrDefault(id, List.of()).stream()
                    .filter(message -> !message.path("type").asString("").equals("execution.queued"))
                    .map(message -> message.path("sequence").asInt(-1))
                    .toList();
            check(numbers.equals(range(1, records.size() - 1)), id, "was told as " + numbers);
        });
        Set<String> unknown = new HashSet<>(told.keySet());
        unknown.removeAll(evidence.log().keySet());
        check(unknown.isEmpty(), "socket", "was told of " + unknown);
    }

    private void check(boolean holds, String subject, String otherwise) {
        if (!holds) {
            violations.add(subject + " " + otherwise);
        }
    }

    private static List<NodeCompleted> completed(List<SpecificRecord> records) {
        return records.stream()
                .filter(NodeCompleted.class::isInstance)
                .map(NodeCompleted.class::cast)
                .toList();
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
