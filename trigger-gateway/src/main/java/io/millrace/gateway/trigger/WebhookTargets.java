package io.millrace.gateway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.Route;
import io.millrace.schemas.workflow.WebhookAddress;
import io.millrace.schemas.workflow.WebhookEndpoint;
import io.millrace.schemas.workflow.WorkflowCatalog;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.springframework.web.util.UriUtils;

/** Finds the webhook that a path names: by workflow and path, or by id alone. */
final class WebhookTargets {
    private WebhookTargets() {}

    /**
     * Where the call leads.
     *
     * @param path what stands behind {@code /webhooks/}, percent-encoded as it came
     */
    static WebhookTarget find(WorkflowCatalog catalog, String method, String path) {
        List<String> segments =
                Arrays.stream(path.split("/", -1)).map(WebhookTargets::decoded).toList();
        if (segments.size() == 1) {
            return catalog.address(segments.getFirst())
                    .map(address -> byId(catalog, method, address))
                    .orElseGet(WebhookTarget.NotFound::new);
        }
        Route route = catalog.route(segments.getFirst(), method, segments.subList(1, segments.size()));
        return switch (route) {
            case Route.Matched(var workflow, var version, var nodeId, var params) ->
                new WebhookTarget.Found(workflow, version, nodeId, false, params);
            case Route.MethodNotAllowed(var allowed) -> new WebhookTarget.WrongMethod(allowed);
            case Route.Inactive(var workflow) -> new WebhookTarget.Inactive(workflow.workflowId());
            case Route.NotFound() -> new WebhookTarget.NotFound();
        };
    }

    private static WebhookTarget byId(WorkflowCatalog catalog, String method, WebhookAddress address) {
        Optional<WorkflowState> workflow = catalog.find(address.workflowId()).filter(state -> !state.deleted());
        if (workflow.isEmpty()) {
            return new WebhookTarget.NotFound();
        }
        Optional<PublishedVersion> version =
                address.test() ? workflow.get().latest() : workflow.get().live();
        if (version.isEmpty()) {
            return new WebhookTarget.Inactive(address.workflowId());
        }
        return version.get()
                .webhook(address.nodeId())
                .map(webhook -> WebhookEndpoint.methods(webhook.getMethods()))
                .map((SequencedSet<String> methods) -> methods.contains(method)
                        ? new WebhookTarget.Found(
                                workflow.get(), version.get(), address.nodeId(), address.test(), Map.of())
                        : new WebhookTarget.WrongMethod(methods))
                .orElseGet(WebhookTarget.NotFound::new);
    }

    private static String decoded(String segment) {
        try {
            return UriUtils.decode(segment, UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "the path has a malformed percent escape");
        }
    }
}
