package io.millrace.gateway.door;

import io.millrace.gateway.auth.Challenges;
import io.millrace.gateway.auth.WebhookAuth;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentReferenceHashMap;

/** Stands before every webhook: what comes through may start an execution. */
@Component
public final class Doors {
    private final WebhookAuth auth;
    private final Challenges challenges;
    private final RateLimits rates;
    private final Backlog backlog;

    /** Read once for each version; forgotten when memory is short. */
    private final Map<PublishedVersion, Map<String, Door>> doors = new ConcurrentReferenceHashMap<>();

    Doors(WebhookAuth auth, Challenges challenges, RateLimits rates, Backlog backlog) {
        this.auth = auth;
        this.challenges = challenges;
        this.rates = rates;
        this.backlog = backlog;
    }

    /** The door of a webhook node. */
    public Door of(PublishedVersion version, String nodeId) {
        return doors.computeIfAbsent(version, any -> new ConcurrentHashMap<>()).computeIfAbsent(nodeId, id -> {
            var node = version.workflow().node(id);
            return Door.of(node, auth.policy(node));
        });
    }

    /**
     * Whether a request may be read at all: by where it comes from, what it brings, and how much waits already.
     *
     * @throws ProblemException if not
     */
    public void knock(
            WorkflowState workflow,
            PublishedVersion version,
            Door door,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!door.allowedIps().isEmpty() && !comesFrom(door, request.getRemoteAddr())) {
            throw new ProblemException(ProblemType.FORBIDDEN, "the webhook takes no requests from this address");
        }
        if (door.cors().isPresent() && !door.cors().get().admit(request, response)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "the webhook takes no requests from pages of this origin");
        }
        requireContentType(door, request);
        backlog.requireRoom(workflow.workflowId(), version.workflow());
    }

    /**
     * Lets a request in.
     *
     * @param body its raw bytes
     * @return the answer, if that is all there is to do
     * @throws ProblemException if it may not come in
     */
    public Optional<ResponseEntity<byte[]>> enter(
            WorkflowState workflow, String nodeId, Door door, HttpServletRequest request, byte[] body) {
        Optional<String> shownBy = auth.verify(workflow.ownerId(), door.auth(), request, body);
        rates.count(workflow.ownerId(), workflow.workflowId(), nodeId, door.rate());
        return Challenges.answer(shownBy, body);
    }

    /** The answer to a sender's question whether the webhook is its own to call; none if this was no such question. */
    public Optional<ResponseEntity<byte[]>> answer(WorkflowState workflow, Door door, Map<String, Object> query) {
        return challenges.answer(workflow.ownerId(), door.auth(), query);
    }

    /** Whether a browser asks by this request if a page may send another one. */
    public static boolean isPreflight(HttpServletRequest request) {
        return Cors.isPreflight(request);
    }

    /** Answers such a question; a webhook that says nothing of pages admits none. */
    public void answerPreflight(
            Door door, HttpServletRequest request, HttpServletResponse response, SequencedSet<String> methods) {
        door.cors().ifPresent(cors -> cors.answerPreflight(request, response, methods));
    }

    private static boolean comesFrom(Door door, String address) {
        int zone = address.indexOf('%');
        try {
            InetAddress known = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
            return door.allowedIps().stream().anyMatch(range -> range.contains(known));
        } catch (IllegalArgumentException notAnAddress) {
            return false; // whatever a proxy passed on
        }
    }

    private static void requireContentType(Door door, HttpServletRequest request) {
        String given = request.getContentType();
        boolean nothingComes = given == null
                && request.getContentLengthLong() <= 0
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
        if (door.contentTypes().isEmpty() || nothingComes || isOneOf(door, given)) {
            return;
        }
        throw new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "the webhook does not take bodies of this content type")
                .withHeader(
                        HttpHeaders.ACCEPT,
                        door.contentTypes().stream().map(MediaType::toString).collect(Collectors.joining(", ")));
    }

    private static boolean isOneOf(Door door, @Nullable String given) {
        try {
            MediaType type = given == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(given);
            return door.contentTypes().stream().anyMatch(allowed -> allowed.includes(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
