package io.millrace.expression;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node's expressions see. Immutable, except that the maps it is made of are not copied and so must not change.
 */
public final class Scope {

    private final Json root;
    private final Json input;
    private final Instant time;

    private Scope(Json root, Json input, Instant time) {
        this.root = root;
        this.input = input;
        this.time = time;
    }

    /**
     * The names at top level; each value is only read when an expression uses it.
     *
     * @param trigger kind, body, headers, query, params and method
     * @param input what the node received
     * @param nodes the outputs of finished nodes by id
     * @param execution id, startedAt and callbacks
     * @param workflow the workflow's id, name and version
     * @param time when the node started: {@code $now()} and {@code $millis()}
     */
    public static Scope of(
            Json trigger, Json input, Map<String, Json> nodes, Json execution, Json workflow, Instant time) {
        Map<String, Json> names = new LinkedHashMap<>();
        names.put("trigger", trigger);
        names.put("input", input);
        names.put("nodes", Json.object(nodes));
        names.put("execution", execution);
        names.put("workflow", workflow);
        return new Scope(Json.object(names), input, time);
    }

    /** The same inside a loop's body: with the loop's item and its zero-based index. */
    public Scope inLoop(Json item, int index) {
        Map<String, Json> names = new LinkedHashMap<>(root.members());
        names.put("item", item);
        names.put("index", Json.of(index));
        return new Scope(Json.object(names), input, time);
    }

    /** What the node received. */
    public Json input() {
        return input;
    }

    /** What started the execution. */
    public Json trigger() {
        return root.members().getOrDefault("trigger", Json.NULL);
    }

    /** The outputs of finished nodes, an object by id. */
    public Json nodes() {
        return root.members().getOrDefault("nodes", Json.EMPTY_OBJECT);
    }

    /** When the node started. */
    public Instant time() {
        return time;
    }

    Json root() {
        return root;
    }

    Optional<Json> find(String name) {
        return Optional.ofNullable(root.members().get(name));
    }
}
