package io.millrace.benchmark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class N8nSetupTest {
    @Test
    void tunedDiffersFromShippedInItsTuningOnly() {
        Map<String, String> difference = new HashMap<>(environment(N8nSetup.TUNED));
        difference.keySet().removeAll(environment(N8nSetup.AS_SHIPPED).keySet());

        assertThat(difference).isEqualTo(N8nSetup.TUNED.tuning());
        assertThat(environment(N8nSetup.TUNED)).containsAllEntriesOf(environment(N8nSetup.AS_SHIPPED));
    }

    @Test
    void staysOnThisMachine() {
        assertThat(environment(N8nSetup.AS_SHIPPED))
                .containsEntry("DB_POSTGRESDB_HOST", "127.0.0.1")
                .containsEntry("DB_POSTGRESDB_PORT", "3")
                .containsEntry("N8N_LISTEN_ADDRESS", "127.0.0.1")
                .containsEntry("N8N_DIAGNOSTICS_ENABLED", "false");
    }

    private static Map<String, String> environment(N8nSetup setup) {
        return setup.environment(1, 2, 3, "n8n", "/folder");
    }
}
