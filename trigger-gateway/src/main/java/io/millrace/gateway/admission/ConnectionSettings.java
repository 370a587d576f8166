package io.millrace.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient the door is.
 *
 * @param headerTimeout how long all headers of a request may take to come, from their first byte; then the connection
 *     is closed
 */
@ConfigurationProperties("millrace.gateway.connections")
record ConnectionSettings(@DefaultValue("10s") Duration headerTimeout) {}
