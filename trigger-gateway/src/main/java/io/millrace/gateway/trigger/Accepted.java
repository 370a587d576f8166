package io.millrace.gateway.trigger;

import io.millrace.web.WebSettings;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The answer to an accepted trigger: the execution's id, and where its history will be. */
@Component
public final class Accepted {
    /** The body of the answer. */
    public record Started(UUID executionId) {}

    private final URI recorder;

    Accepted(WebSettings settings) {
        this.recorder = settings.publicUrls().recorder();
    }

    /** 202 with the id, as JSON whatever the caller accepts, and the place of its history. */
    public ResponseEntity<Started> answer(UUID executionId) {
        return ResponseEntity.accepted()
                .location(URI.create(recorder + "/executions/" + executionId))
                .contentType(MediaType.APPLICATION_JSON) // whatever else the caller would rather accept
                .body(new Started(executionId));
    }
}
