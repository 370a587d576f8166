package io.millrace.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.web.Caller;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
    @Test
    void aChangeIsOneLineWhateverItsNamesAre() {
        assertThat(Audit.line("workflow.published", new Caller("team\n{}", "ada\""), "orders", Map.of("version", 2)))
                .isEqualTo("{\"action\":\"workflow.published\",\"id\":\"orders\",\"owner\":\"team\\n{}\","
                        + "\"subject\":\"ada\\\"\",\"version\":2}");
    }
}
