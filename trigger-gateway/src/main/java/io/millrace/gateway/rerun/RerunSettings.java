package io.millrace.gateway.rerun;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the history is.
 *
 * @param recorderUrl where the recorder is reached from here, without a slash at the end; it need not be public
 */
@ConfigurationProperties("millrace")
record RerunSettings(@DefaultValue("http://localhost:8082") URI recorderUrl) {}
