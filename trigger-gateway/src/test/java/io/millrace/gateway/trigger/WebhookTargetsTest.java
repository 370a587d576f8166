package io.millrace.gateway.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.workflow.DefinitionKeys;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.WorkflowCatalog;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.web.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTargetsTest {
    private final WorkflowCatalog catalog = new WorkflowCatalog(new WorkflowParser(NodeTypes.onClassPath()));

    @BeforeEach
    void publish() {
        published(1, "orders/:id", "POST");
    }

    @Test
    void byPath() {
        assertThat(find("POST", "flow/orders/a%20b%2Fc")).isInstanceOfSatisfying(WebhookTarget.Found.class, found -> {
            assertThat(found.nodeId()).isEqualTo("hook");
            assertThat(found.params()).containsEntry("id", "a b/c");
            assertThat(found.test()).isFalse();
        });
        assertThat(find("GET", "flow/orders/1"))
                .isInstanceOfSatisfying(WebhookTarget.WrongMethod.class, wrong -> assertThat(wrong.allowed())
                        .containsExactly("POST"));
        assertThat(find("POST", "flow/Orders/1")).isInstanceOf(WebhookTarget.NotFound.class);
        assertThat(find("POST", "flow/orders")).isInstanceOf(WebhookTarget.NotFound.class);
        assertThat(find("POST", "other/orders/1")).isInstanceOf(WebhookTarget.NotFound.class);
        assertThatThrownBy(() -> find("POST", "flow/orders/%zz")).isInstanceOf(ProblemException.class);
    }

    @Test
    void byId() {
        assertThat(find("POST", "secret")).isInstanceOf(WebhookTarget.Found.class);
        assertThat(find("GET", "secret")).isInstanceOf(WebhookTarget.WrongMethod.class);
        assertThat(find("POST", "Secret")).isInstanceOf(WebhookTarget.NotFound.class);
        assertThat(find("POST", "")).isInstanceOf(WebhookTarget.NotFound.class);
    }

    @Test
    void byTestIdAlsoWhenInactive() {
        var event = WorkflowLive.newBuilder()
                .setWorkflowId("flow")
                .setOwnerId("ada")
                .setRevision(2)
                .setPublicationId(UUID.randomUUID())
                .setLiveVersion(null)
                .setName("x")
                .setChangedBy("ada")
                .setTime(Instant.EPOCH)
                .build();
        catalog.apply(DefinitionKeys.of(event), Optional.of(event));

        assertThat(find("POST", "secret")).isInstanceOf(WebhookTarget.Inactive.class);
        assertThat(find("POST", "flow/orders/1")).isInstanceOf(WebhookTarget.Inactive.class);
        assertThat(find("POST", "test-secret"))
                .isInstanceOfSatisfying(WebhookTarget.Found.class, found -> assertThat(found.test())
                        .isTrue());
    }

    @Test
    void anyMeansEveryMethodThatCanStartSomething() {
        published(2, "orders", "ANY");
        assertThat(find("DELETE", "secret")).isInstanceOf(WebhookTarget.Found.class);
        assertThat(find("HEAD", "secret")).isInstanceOf(WebhookTarget.WrongMethod.class);
        assertThat(find("OPTIONS", "flow/orders")).isInstanceOf(WebhookTarget.WrongMethod.class);
    }

    private WebhookTarget find(String method, String path) {
        return WebhookTargets.find(catalog, method, path);
    }

    private void published(int version, String path, String method) {
        var event = WorkflowPublished.newBuilder()
                .setWorkflowId("flow")
                .setOwnerId("ada")
                .setRevision(version)
                .setPublicationId(UUID.randomUUID())
                .setVersion(version)
                .setLiveVersion(version)
                .setName("x")
                .setDefinition(Payload.of(new byte[] {'{', '}'}))
                .setWebhooks(List.of(new WebhookRegistration("hook", "secret", "test-secret", path, List.of(method))))
                .setPublishedBy("ada")
                .setTime(Instant.EPOCH)
                .build();
        catalog.apply(DefinitionKeys.of(event), Optional.of(event));
    }
}
