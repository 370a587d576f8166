package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.OpenApiDocument.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two users, every call that is documented, every id: nothing of the other's, nor that there is such a thing. */
class IsolationTest {
    private static final Gateway GATEWAY = Gateway.shared();

    /**
     * Ids of workflows belong to their first owner for ever, which a second one is told; those of credentials do not.
     */
    private static final Set<String> NAMING = Set.of("putWorkflow", "putCredential");

    private final Owner ann = new Owner("ann");
    private final Owner bob = new Owner("bob");
    private List<Operation> calls = List.of();

    /** A user with one of everything, in all of which there is the canary. */
    private static final class Owner {
        final String name;
        final String id;
        final String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
        private UUID execution = UUID.randomUUID();

        Owner(String name) {
            this.name = name + "-" + UUID.randomUUID();
            this.id = name + UUID.randomUUID();
        }

        void store() {
            GATEWAY.publish(name, id, Definition.webhook("in", "\"POST\"", canary))
                    .expect(201);
            GATEWAY.json(
                            "PUT",
                            "/credentials/" + id,
                            "{\"type\": \"bearer\", \"name\": \"%s\", \"data\": {\"token\": \"%s\"}}"
                                    .formatted(canary, canary))
                    .as(name)
                    .send()
                    .expect(201);
            execution = GATEWAY.call("POST", "/workflows/" + id + "/executions")
                    .as(name)
                    .send()
                    .executionId();
        }

        Map<String, String> ids() {
            return Map.of("id", id, "number", "1", "executionId", execution.toString());
        }

        List<JsonNode> things() {
            return List.of(
                    GATEWAY.call("GET", "/workflows/" + id)
                            .as(name)
                            .send()
                            .expect(200)
                            .json(),
                    GATEWAY.call("GET", "/credentials/" + id)
                            .as(name)
                            .send()
                            .expect(200)
                            .json());
        }
    }

    @BeforeEach
    void store() throws Exception {
        calls = GATEWAY.documentation().operations().stream()
                .filter(call -> !call.isOpen() && !NAMING.contains(call.id()))
                .toList();
        assertThat(calls).hasSizeGreaterThan(12);
        ann.store();
        bob.store();
    }

    @Test
    void whatIsAnothersIsAsIfItWereNot() {
        for (var users : List.of(List.of(ann, bob), List.of(bob, ann))) {
            Owner owner = users.getFirst();
            Owner other = users.getLast();
            List<JsonNode> before = owner.things();
            var nothing = Map.of(
                    "id", "nothing" + UUID.randomUUID(), "number", "1", "executionId", owner.execution.toString());
            for (Operation call : calls) {
                Gateway.Answer theirs = send(call, owner.ids(), other);
                assertThat(theirs.response().body()).as(call.id()).doesNotContain(owner.canary);
                if (call.path().contains("{id}")) {
                    Gateway.Answer none = send(call, nothing, other).expectProblem(404, "not-found");
                    assertThat(theirs.expect(404).response().body())
                            .as(call.id())
                            .isEqualTo(none.response().body().replace(nothing.get("id"), owner.id));
                }
            }
            assertThat(owner.things()).isEqualTo(before);
        }
    }

    @Test
    void anIdThatIsTakenIsNotChanged() {
        List<JsonNode> before = ann.things();

        GATEWAY.publish(bob.name, ann.id, Definition.webhook("mine")).expectProblem(409, "workflow-id-taken");
        GATEWAY.json("PUT", "/credentials/" + ann.id, "{\"type\": \"bearer\", \"data\": {\"token\": \"x\"}}")
                .as(bob.name)
                .send()
                .expect(201);
        GATEWAY.call("DELETE", "/credentials/" + ann.id).as(bob.name).send().expect(204);

        assertThat(ann.things()).isEqualTo(before);
    }

    @Test
    void executionsOfOthersAreAskedNothing() {
        var mixed = Map.of("id", bob.id, "number", "1", "executionId", ann.execution.toString());
        var unknown = Map.of("id", bob.id, "number", "1", "executionId", "01a1ffeb-9399-700e-a553-114a974c6c6a");
        calls.stream().filter(call -> call.path().contains("{executionId}")).forEach(call -> {
            Gateway.Answer theirs = send(call, mixed, bob);
            Gateway.Answer none = send(call, unknown, bob);
            // Whether there is such an execution is for the worker to see, which takes the workflow and the owner
            // from the command: here one answer is as good as the other.
            assertThat(theirs.status()).as(call.id()).isEqualTo(none.status());
        });
    }

    private static Gateway.Answer send(Operation call, Map<String, String> ids, Owner user) {
        String body = call.requestExamples().stream()
                .findFirst()
                .map(JsonNode::toString)
                .orElse("");
        return GATEWAY.json(call.method().toUpperCase(java.util.Locale.ROOT), call.pathWith(ids), body)
                .as(user.name)
                .send();
    }
}
