package io.millrace.gateway.auth;

import io.millrace.gateway.definition.DefinitionCheck;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.WebhookEndpoint;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.web.PublicKeys;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The public keys in webhooks' {@code auth} are keys. */
@Component
final class KeyChecks implements DefinitionCheck {
    @Override
    public List<Problem> problems(String ownerId, String workflowId, Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < workflow.nodes().size(); i++) {
            Node node = workflow.nodes().get(i);
            JsonNode auth = node.parameters().path("auth");
            for (int rule = 0; node.type().equals(WebhookEndpoint.TYPE) && rule < auth.size(); rule++) {
                String key = auth.path(rule).path("publicKey").stringValue("");
                if (!key.isEmpty() && !isKey(key)) {
                    problems.add(new Problem(
                            "/nodes/%d/parameters/auth/%d/publicKey".formatted(i, rule),
                            "is neither an RSA nor a P-256 public key"));
                }
            }
        }
        return problems;
    }

    private static boolean isKey(String pem) {
        try {
            PublicKeys.ofPem(pem);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
