package io.millrace.worker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class NodeTypesTest {

    private final io.millrace.schemas.workflow.NodeTypes descriptors =
            io.millrace.schemas.workflow.NodeTypes.onClassPath();

    @Test
    void scanningFindsATypeForEachDescriptor() {
        NodeTypes types = new NodeTypes(found(), descriptors);
        assertThat(types.get("set")).isInstanceOf(QuickNode.class);
        assertThat(types.get("http")).isInstanceOf(SlowNode.class);
        assertThat(types.descriptor("if").fixedOutputs()).containsExactly("true", "false");
        assertThatThrownBy(() -> types.get("nothing")).hasMessageContaining("nothing");
    }

    @Test
    void refusesToStartWithoutATypeThatHasADescriptor() {
        Collection<NodeType> some = found();
        some.removeIf(type -> type.type().equals("set"));
        assertThatThrownBy(() -> new NodeTypes(some, descriptors)).hasMessageContaining("[set]");
    }

    @Test
    void refusesATypeWithoutADescriptorAndANameUsedTwice() {
        Collection<NodeType> more = found();
        more.add(new Unknown());
        assertThatThrownBy(() -> new NodeTypes(more, descriptors)).hasMessageContaining("[unknown]");
        assertThatThrownBy(() -> new NodeTypes(List.of(new Unknown(), new Unknown()), descriptors))
                .hasMessageContaining("two node types");
    }

    private static Collection<NodeType> found() {
        try (var context = new AnnotationConfigApplicationContext("io.millrace.worker.node")) {
            return new ArrayList<>(context.getBeansOfType(NodeType.class).values());
        }
    }

    private static final class Unknown implements QuickNode {
        @Override
        public String type() {
            return "unknown";
        }

        @Override
        public NodeOutcome run(NodeCall call) {
            return NodeOutcome.completed(call.input());
        }
    }
}
