package io.millrace.gateway.credential;

import io.millrace.gateway.definition.Definitions;
import io.millrace.schemas.credential.CredentialMatch;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.schemas.workflow.CredentialReference;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which workflows need which credentials: what a live one needs is neither deleted nor made something else. */
@Component
final class CredentialUses {
    private static final Logger log = LoggerFactory.getLogger(CredentialUses.class);

    private final Definitions definitions;
    private final Credentials credentials;

    CredentialUses(Definitions definitions, Credentials credentials) {
        this.definitions = definitions;
        this.credentials = credentials;
    }

    /** The ids of the workflows whose live or newest version names the credential. */
    List<String> of(StoredCredential credential) {
        return workflows(
                credential.ownerId(),
                state -> Stream.of(state.live(), state.latest()).flatMap(Optional::stream),
                reference -> means(reference.name(), credential));
    }

    /**
     * Refuses to delete what a live workflow needs.
     *
     * @throws ProblemException {@code credential-in-use}, naming the workflows
     */
    void requireUnused(StoredCredential credential) {
        refuse(live(credential.ownerId(), reference -> means(reference.name(), credential)), "delete");
    }

    /**
     * Refuses what would leave a live workflow with a credential of the wrong type, or with two where it names one by
     * its type.
     *
     * @param before what is stored now, if anything
     * @throws ProblemException {@code credential-in-use}, naming the workflows
     */
    void requireUsable(String ownerId, Optional<StoredCredential> before, String type) {
        if (before.filter(credential -> credential.type().equals(type)).isPresent()) {
            return;
        }
        refuse(
                live(ownerId, reference -> switch (reference.name()) {
                    case CredentialName.ById ignored ->
                        before.filter(credential -> means(reference.name(), credential))
                                        .isPresent()
                                && !CredentialChecks.isOfUse(type, reference);
                    case CredentialName.ByType(String wanted) ->
                        before.filter(credential -> means(reference.name(), credential))
                                        .isPresent()
                                || (wanted.equals(type)
                                        && credentials.catalog().find(ownerId, reference.name())
                                                instanceof CredentialMatch.Found);
                }),
                "store");
    }

    private boolean means(CredentialName name, StoredCredential credential) {
        return credentials.catalog().find(credential.ownerId(), name) instanceof CredentialMatch.Found(var found)
                && found.id().equals(credential.id());
    }

    private List<String> live(String ownerId, Predicate<CredentialReference> matches) {
        return workflows(ownerId, state -> state.live().stream(), matches);
    }

    private List<String> workflows(
            String ownerId,
            Function<WorkflowState, Stream<PublishedVersion>> versions,
            Predicate<CredentialReference> matches) {
        return definitions.catalog().all().stream()
                .filter(state -> state.ownerId().equals(ownerId) && !state.deleted())
                .filter(state -> versions.apply(state)
                        .flatMap(version -> references(state, version))
                        .anyMatch(matches))
                .map(WorkflowState::workflowId)
                .sorted()
                .toList();
    }

    private static Stream<CredentialReference> references(WorkflowState state, PublishedVersion version) {
        try {
            return version.workflow().credentials().stream();
        } catch (IllegalArgumentException unreadable) {
            log.warn("the credentials of version {} of {} are not known", version.number(), state.workflowId());
            return Stream.empty();
        }
    }

    private static void refuse(List<String> workflows, String action) {
        if (!workflows.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CREDENTIAL_IN_USE,
                    "to " + action + " it would break live workflows: " + String.join(", ", workflows));
        }
    }
}
