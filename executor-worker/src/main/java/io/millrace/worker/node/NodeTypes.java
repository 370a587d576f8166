package io.millrace.worker.node;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The node types that this worker can run, by name. Immutable. */
public final class NodeTypes {

    private final Map<String, NodeType> byName = new TreeMap<>();
    private final Map<String, io.millrace.schemas.workflow.NodeType> descriptors = new TreeMap<>();

    /**
     * Takes the types and checks that they and the descriptors are the same set.
     *
     * @throws IllegalStateException if a type has no descriptor, a descriptor no type, or a name two types
     */
    public NodeTypes(Collection<NodeType> types, io.millrace.schemas.workflow.NodeTypes known) {
        for (NodeType type : types) {
            if (byName.put(type.type(), type) != null) {
                throw new IllegalStateException("two node types are named '" + type.type() + "'");
            }
        }
        known.all().forEach(descriptor -> descriptors.put(descriptor.name(), descriptor));
        refuse("node types without a descriptor: ", byName.keySet(), descriptors.keySet());
        refuse("node types that this worker cannot run: ", descriptors.keySet(), byName.keySet());
    }

    /** What nodes of the type do. */
    public NodeType get(String type) {
        return found(byName.get(type), type);
    }

    /** What nodes of the type take and give. */
    public io.millrace.schemas.workflow.NodeType descriptor(String type) {
        return found(descriptors.get(type), type);
    }

    private static <T> T found(@Nullable T value, String type) {
        if (value == null) {
            throw new IllegalArgumentException("unknown node type '" + type + "'");
        }
        return value;
    }

    private static void refuse(String message, Collection<String> names, Collection<String> others) {
        Collection<String> missing = new TreeSet<>(names);
        missing.removeAll(others);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(message + missing);
        }
    }
}
