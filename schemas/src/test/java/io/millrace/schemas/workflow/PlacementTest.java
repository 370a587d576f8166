package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final SplittableRandom random = new SplittableRandom(5);

    /** By {@code printf %s orders | sha256sum}: another answer would move workflows that exist. */
    @Test
    void neverChanges() {
        assertThat(Placement.ofWorkflow("orders", 4096)).isEqualTo(0x1c168adb % 4096);
        assertThat(Placement.ofWorkflow("orders", 7)).isEqualTo(0x1c168adb % 7);
        assertThat(Placement.ofWorkflow("a", 7)).isEqualTo((int) (0xca978112L % 7));
        assertThat(Placement.ofWorkflow("intake-2", 16)).isEqualTo(0x06b08de0 % 16);
    }

    @Test
    void spreadsWorkflows() {
        assertThat(IntStream.range(0, 1_000)
                        .map(i -> Placement.ofWorkflow("workflow-" + i, 16))
                        .distinct())
                .hasSize(16);
    }

    @Test
    void keepsLimitedAndScheduledWorkflowsTogetherAndSpreadsOthers() {
        String daily = Definitions.node("daily", "schedule", "{ \"cron\": \"0 6 * * *\" }");

        assertThat(placements(Definitions.HOOK, "{ \"maxConcurrent\": 2 }"))
                .containsOnly(Placement.ofWorkflow("orders", 16));
        assertThat(placements(Definitions.HOOK + "," + daily, "{}")).containsOnly(Placement.ofWorkflow("orders", 16));
        assertThat(placements(Definitions.HOOK, "{}").stream().distinct()).hasSize(16);
    }

    private List<Integer> placements(String nodes, String settings) {
        String definition = "{ \"nodes\": [%s], \"connections\": [], \"settings\": %s }".formatted(nodes, settings);
        Workflow workflow =
                Definitions.PARSER.readPublished("Orders", true, ByteBuffer.wrap(definition.getBytes(UTF_8)));
        return IntStream.range(0, 1_000)
                .mapToObj(i -> Placement.of("orders", workflow, 16, random))
                .toList();
    }
}
