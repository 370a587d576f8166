package io.millrace.recorder.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Counts the rounds of loops by what the results beneath them came to; one statement for any number of loops. */
final class Rounds {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LOOP = "forEach";

    /** A node in a loop's body, or further in; the depth is the loop's, and that of its rounds' indices. */
    private record Member(String node, String loop, int depth) {}

    private record Key(String loop, String iteration) {
        static Key of(Views.NodeResult result) {
            return new Key(result.nodeId(), result.iteration() == null ? "" : result.iteration());
        }
    }

    private record Counted(String loop, String iteration, String status, long rounds) {}

    private Rounds() {}

    /** The results, those of loops with their rounds as far as the definition is known. */
    static List<Views.NodeResult> count(
            JdbcClient jdbc,
            ExecutionView execution,
            List<Views.NodeResult> results,
            Supplier<Optional<String>> definition) {
        List<Views.NodeResult> loops =
                results.stream().filter(result -> LOOP.equals(result.type())).toList();
        if (loops.isEmpty()) {
            return results;
        }
        List<Member> members = definition.get().map(Rounds::members).orElse(List.of());
        if (members.isEmpty()) {
            return results;
        }
        Map<Key, Map<String, Long>> counts = counts(jdbc, execution, members, loops);
        Set<String> known = members.stream().map(Member::loop).collect(Collectors.toSet());
        return results.stream()
                .map(result -> LOOP.equals(result.type()) && known.contains(result.nodeId())
                        ? result.looped(Views.Iterations.of(counts.getOrDefault(Key.of(result), Map.of())))
                        : result)
                .toList();
    }

    private static Map<Key, Map<String, Long>> counts(
            JdbcClient jdbc, ExecutionView execution, List<Member> members, List<Views.NodeResult> loops) {
        List<Key> shown = loops.stream().map(Key::of).toList();
        var counts = new HashMap<Key, Map<String, Long>>();
        jdbc.sql(statement(execution))
                .param("nodes", members.stream().map(Member::node).toList())
                .param("loops", members.stream().map(Member::loop).toList())
                .param("depths", members.stream().map(Member::depth).toList())
                .param("shown", shown.stream().map(Key::loop).toList())
                .param("iterations", shown.stream().map(Key::iteration).toList())
                .param("id", execution.id())
                .param("owner", execution.ownerId())
                .query(Counted.class)
                .list()
                .forEach(row -> counts.computeIfAbsent(new Key(row.loop(), row.iteration()), key -> new TreeMap<>())
                        .put(row.status(), row.rounds()));
        return counts;
    }

    /** A round is what the latest in its list is of its results. */
    private static String statement(ExecutionView execution) {
        return """
            with beneath as (
                select s.loop, s.iteration, array_to_string((string_to_array(r.iteration, '.'))[1 : m.depth], '.') as round,
                    max(array_position(
                        array['skipped', 'success', 'cancelled', 'timed_out', 'failed', 'waiting', 'running'],
                        r.status::text)) as furthest
                from unnest(array[:nodes]::text[], array[:loops]::text[], array[:depths]::int[]) as m (node, loop, depth)
                    join unnest(array[:shown]::text[], array[:iterations]::text[]) as s (loop, iteration)
                        on s.loop = m.loop
                    join node_execution_results r on r.node_id = m.node
                where r.execution_id = :id and r.created_at = %s and r.owner_id = :owner and r.iteration <> ''
                    and s.iteration = array_to_string((string_to_array(r.iteration, '.'))[1 : m.depth - 1], '.')
                group by 1, 2, 3)
            select loop, iteration,
                (array['skipped', 'success', 'cancelled', 'timed_out', 'failed', 'waiting', 'running'])[furthest] as status,
                count(*) as rounds
            from beneath group by 1, 2, 3
            """.formatted(Moments.literal(execution.createdAt()));
    }

    private static List<Member> members(String definition) {
        var members = new ArrayList<Member>();
        collect(JSON.readTree(definition), List.of(), members);
        return members;
    }

    private static void collect(JsonNode graph, List<String> loops, List<Member> members) {
        for (JsonNode node : graph.path("nodes")) {
            String id = node.path("id").asString("");
            for (int i = 0; i < loops.size(); i++) {
                members.add(new Member(id, loops.get(i), i + 1));
            }
            JsonNode body = node.path("parameters").path("body");
            if (LOOP.equals(node.path("type").asString("")) && body.isObject()) {
                var deeper = new ArrayList<>(loops);
                deeper.add(id);
                collect(body, deeper, members);
            }
        }
    }
}
