package io.millrace.worker.node.type.code;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How {@code code} nodes run. Each script has a child process to itself while it runs.
 *
 * @param children how many child processes there are at most; 0: one for each processor
 * @param heap how much memory scripts have in one of them; about 80 MB more is the process's own; 96 MB
 * @param maxOutput how large a result may be; 960 KB, so that it fits an event
 * @param maxRuns after how many scripts a child is replaced; 1,000
 * @param idleTime after how long without work a child ends; 1 min
 * @param startTimeout how long a child may take to start; 30 s
 */
@ConfigurationProperties("millrace.worker.code")
public record CodeSettings(
        @DefaultValue("0") int children,
        @DefaultValue("96MB") DataSize heap,
        @DefaultValue("960KB") DataSize maxOutput,
        @DefaultValue("1000") int maxRuns,
        @DefaultValue("60s") Duration idleTime,
        @DefaultValue("30s") Duration startTimeout) {

    /** How many children there may be. */
    public int limit() {
        return children > 0 ? children : Runtime.getRuntime().availableProcessors();
    }
}
