package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.List;

/** A webhook whose caller waits for what a node gives has such a node to wait for. */
final class AnswerChecks implements Check {
    private static final String RESPOND = "respond";

    @Override
    public List<Problem> problems(Draft draft) {
        boolean answered = draft.graphs().getFirst().byId().values().stream()
                .anyMatch(node -> node.typeName().equals(RESPOND)
                        && !node.json().path("disabled").booleanValue(false));
        return draft.nodes().stream()
                .filter(node -> node.typeName().equals(WebhookEndpoint.TYPE)
                        && node.parameters().path(RESPOND).stringValue("").equals("respondNode")
                        && !answered)
                .map(AnswerChecks::problem)
                .toList();
    }

    private static Problem problem(DraftNode node) {
        return new Problem(
                node.parametersPlace().at(RESPOND).text(), "there is no 'respond' node outside of loops to wait for");
    }
}
