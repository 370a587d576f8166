package io.millrace.gateway.trigger;

import io.millrace.web.WebSettings;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The answer to an accepted trigger: the execution's id, and where its history will be. */
@Component
public final class Accepted {
    /** The body of the answer. */
    public record Started(UUID executionId) {}

    private static final ObjectWriter STARTED = new JsonMapper().writerFor(Started.class);

    private final URI recorder;

    Accepted(WebSettings settings) {
        this.recorder = settings.publicUrls().recorder();
    }

    /** 202 with the id, as JSON whatever the caller accepts, and the place of its history. */
    public ResponseEntity<Started> answer(UUID executionId) {
        return accepted(executionId).body(new Started(executionId));
    }

    /** The same, written already. */
    ResponseEntity<byte[]> bytes(UUID executionId) {
        return accepted(executionId).body(STARTED.writeValueAsBytes(new Started(executionId)));
    }

    private ResponseEntity.BodyBuilder accepted(UUID executionId) {
        return ResponseEntity.accepted()
                .location(URI.create(recorder + "/executions/" + executionId))
                .contentType(MediaType.APPLICATION_JSON); // whatever else the caller would rather accept
    }
}
