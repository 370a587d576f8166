package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
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

        assertThat(staysTogether(Definitions.HOOK, "{ \"maxConcurrent\": 2 }")).isTrue();
        assertThat(staysTogether(Definitions.HOOK + "," + daily, "{}")).isTrue();
        assertThat(staysTogether(Definitions.HOOK, "{}")).isFalse();
    }

    private static boolean staysTogether(String nodes, String settings) {
        String definition = "{ \"nodes\": [%s], \"connections\": [], \"settings\": %s }".formatted(nodes, settings);
        return Placement.staysTogether(
                Definitions.PARSER.readPublished("Orders", true, ByteBuffer.wrap(definition.getBytes(UTF_8))));
    }
}
