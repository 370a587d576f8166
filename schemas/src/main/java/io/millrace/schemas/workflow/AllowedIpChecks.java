package io.millrace.schemas.workflow;

import io.millrace.schemas.address.AddressRange;
import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The addresses that may call a webhook are addresses. */
final class AllowedIpChecks implements Check {
    private static final String PARAMETER = "allowedIps";

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        for (DraftNode node : draft.nodes()) {
            JsonNode allowed = node.parameters().path(PARAMETER);
            for (int i = 0; node.typeName().equals(WebhookEndpoint.TYPE) && i < allowed.size(); i++) {
                if (allowed.path(i).isString()) {
                    check(
                            node.parametersPlace().at(PARAMETER).at(i),
                            allowed.path(i).stringValue(),
                            problems);
                }
            }
        }
        return problems;
    }

    private static void check(Pointer place, String range, List<Problem> problems) {
        try {
            AddressRange.ofAddressOrRange(range);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(place.text(), "'" + range + "' is no address and no range such as 10.0.0.0/8"));
        }
    }
}
