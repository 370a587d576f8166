package io.millrace.gateway.door;

import io.millrace.gateway.auth.Challenges;
import io.millrace.gateway.auth.WebhookAuth;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentReferenceHashMap;

/** Stands before every webhook: what comes through may start an execution. */
@Component
public final class Doors {
    private final WebhookAuth auth;
    private final Challenges challenges;

    /** Read once for each version; forgotten when memory is short. */
    private final Map<PublishedVersion, Map<String, Door>> doors = new ConcurrentReferenceHashMap<>();

    Doors(WebhookAuth auth, Challenges challenges) {
        this.auth = auth;
        this.challenges = challenges;
    }

    /** The door of a webhook node. */
    public Door of(PublishedVersion version, String nodeId) {
        return doors.computeIfAbsent(version, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        nodeId, node -> new Door(auth.policy(version.workflow().node(node))));
    }

    /**
     * Lets a request in.
     *
     * @param body its raw bytes
     * @return the answer, if that is all there is to do
     * @throws io.millrace.web.ProblemException if it may not come in
     */
    public Optional<ResponseEntity<Object>> enter(
            WorkflowState workflow, Door door, HttpServletRequest request, byte[] body) {
        return Challenges.answer(auth.verify(workflow.ownerId(), door.auth(), request, body), body);
    }

    /** The answer to a sender's question whether the webhook is its own to call; none if this was no such question. */
    public Optional<ResponseEntity<Object>> answer(WorkflowState workflow, Door door, Map<String, Object> query) {
        return challenges.answer(workflow.ownerId(), door.auth(), query);
    }
}
