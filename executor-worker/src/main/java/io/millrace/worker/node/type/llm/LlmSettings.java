package io.millrace.worker.node.type.llm;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How {@code llm} nodes call.
 *
 * @param baseUrl whom they call if the credential does not say; {@code /chat/completions} is added
 * @param requestTimeout how long an answer may take in all, if the node sets no time-out; 2 min
 */
@ConfigurationProperties("millrace.worker.llm")
public record LlmSettings(
        @DefaultValue("https://api.openai.com/v1") String baseUrl,
        @DefaultValue("2m") Duration requestTimeout) {}
