package io.millrace.schemas.workflow;

import java.util.Collection;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The node types there are: one for each descriptor {@code node-types/<name>.json} on the class path. */
public final class NodeTypes {

    private final SequencedMap<String, NodeType> byName = new TreeMap<>();

    NodeTypes(Collection<NodeType> types) {
        types.forEach(type -> byName.put(type.name(), type));
    }

    /** Reads all descriptors that this class's loader finds; fails if one of them is wrong. */
    public static NodeTypes onClassPath() {
        return new NodeTypes(NodeTypeReader.readAll(NodeTypes.class.getClassLoader()));
    }

    public Optional<NodeType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All types, by name. */
    public Collection<NodeType> all() {
        return byName.values();
    }
}
