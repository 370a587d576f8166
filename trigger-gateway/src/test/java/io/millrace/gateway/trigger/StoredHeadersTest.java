package io.millrace.gateway.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.GatewaySettings;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class StoredHeadersTest {
    private final StoredHeaders stored = new StoredHeaders(new GatewaySettings(
            Duration.ofSeconds(4),
            List.of("X-Api-Key"),
            25,
            Duration.ofSeconds(1),
            new GatewaySettings.Body(DataSize.ofMegabytes(1), 100, 1000, 1000, 10, 10, Duration.ofSeconds(1))));

    @Test
    void whatIsSecretIsMaskedWhateverItsCase() {
        var request = new LinkedHashMap<String, List<String>>();
        request.put("AUTHORIZATION", List.of("Bearer canary"));
        request.put("cookie", List.of("a=canary", "b=canary"));
        request.put("Proxy-Authorization", List.of("Basic canary"));
        request.put("x-api-key", List.of("canary"));
        request.put("X-Signature", List.of("canary"));
        request.put("Accept", List.of("text/html", "*/*"));

        assertThat(stored.of(
                        Collections.enumeration(request.keySet()),
                        name -> Collections.enumeration(request.get(name)),
                        Set.of("x-signature")))
                .isEqualTo(Map.of(
                        "authorization", "***",
                        "cookie", "***",
                        "proxy-authorization", "***",
                        "x-api-key", "***",
                        "x-signature", "***",
                        "accept", "text/html, */*"));
    }
}
