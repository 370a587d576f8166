package io.millrace.gateway.credential;

import io.millrace.gateway.definition.DefinitionCheck;
import io.millrace.schemas.credential.CredentialMatch;
import io.millrace.schemas.workflow.CredentialReference;
import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.Workflow;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The credentials that a definition names exist and are of a type that is of use where they are named. */
@Component
final class CredentialChecks implements DefinitionCheck {
    private final Credentials credentials;

    CredentialChecks(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public List<Problem> problems(String ownerId, String workflowId, Workflow workflow) {
        return workflow.credentials().stream()
                .flatMap(reference ->
                        wrong(ownerId, reference).map(message -> new Problem(reference.pointer(), message)).stream())
                .toList();
    }

    private Optional<String> wrong(String ownerId, CredentialReference reference) {
        return switch (credentials.catalog().find(ownerId, reference.name())) {
            case CredentialMatch.Missing() -> Optional.of("there is no credential " + reference.name());
            case CredentialMatch.Ambiguous(var ids) ->
                Optional.of("there are several credentials " + reference.name() + ", name one by its id: "
                        + String.join(", ", ids));
            case CredentialMatch.Found(var found) ->
                isOfUse(found.type(), reference)
                        ? Optional.empty()
                        : Optional.of("'" + found.id() + "' is of type '" + found.type() + "'; of use here are: "
                                + String.join(
                                        ", ",
                                        reference.types().stream().sorted().toList()));
        };
    }

    static boolean isOfUse(String type, CredentialReference reference) {
        return reference.types().isEmpty() || reference.types().contains(type);
    }
}
