package io.millrace.worker.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeLog;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardedNodeTest {
    private static final String SECRET = "canary-value";
    private static final String PARAMETERS = "{\"url\": \"https://a.example\", \"credential\": \"api\"}";

    private final List<String> logged = new ArrayList<>();
    private final MemoryCredentials credentials =
            new MemoryCredentials().put("api", "bearer", "{\"token\": \"" + SECRET + "\"}");

    private interface Body {
        NodeOutcome run(NodeCall call, String token) throws InterruptedException;
    }

    @Test
    void whatANodeHandsOnHasNoSecretInIt() throws Exception {
        Json output = NodeCalls.json("{\"n\": 1, \"list\": [1, \"x" + SECRET + "y\"], \"" + SECRET
                + "\": null, \"b\": \"Y2FuYXJ5LXZhbHVl\"}");
        NodeOutcome outcome = run((call, token) -> NodeOutcome.completed(output));

        assertThat(outcome)
                .isEqualTo(NodeOutcome.completed(
                        NodeCalls.json("{\"n\":1,\"list\":[1,\"x***y\"],\"***\":null,\"b\":\"***\"}")));
    }

    @Test
    void whatHasNoSecretStaysTheSameBytes() throws Exception {
        Json output = NodeCalls.json("{ \"n\" : 1.0 }");

        assertThat(run((call, token) -> NodeOutcome.completed(output)))
                .isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(done.output())
                        .isSameAs(output));
    }

    @Test
    void failuresAndLogLinesHaveNoSecretInThem() throws Exception {
        NodeOutcome outcome = run((call, token) -> {
            call.log().add(LogLevel.INFO, "sent " + token, Optional.of(Json.of(token)));
            return new NodeOutcome.Failed(Failure.newBuilder()
                    .setType("t")
                    .setMessage("refused " + token)
                    .setDetails(Json.of("is " + token).buffer())
                    .build());
        });

        assertThat(outcome).asString().contains("refused ***").doesNotContain(SECRET);
        assertThat(logged).containsExactly("sent *** \"***\"");
    }

    @Test
    void aDefectDoesNotTellEither() {
        assertThatThrownBy(() -> run((call, token) -> {
                    throw new IllegalArgumentException("broken by " + token);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("java.lang.IllegalArgumentException: broken by ***")
                .hasNoCause();
    }

    @Test
    void whatIsMissingNamesItsParameter() throws Exception {
        NodeCall call = NodeCalls.call("http", PARAMETERS.replace("api", "gone"), "null");
        NodeOutcome outcome = credentials
                .guard(node(given -> NodeOutcome.completed(
                        Json.of(given.credential("credential").orElseThrow().id()))))
                .run(call);

        assertThat(outcome).isInstanceOfSatisfying(NodeOutcome.Failed.class, failed -> {
            assertThat(failed.failure().getType()).isEqualTo("credential");
            assertThat(failed.failure().getMessage()).isEqualTo("there is no credential 'gone'");
            assertThat(failed.failure().getParameter()).contains("/credential");
            assertThat(failed.failure().getRetryable()).isFalse();
        });
    }

    private NodeOutcome run(Body body) throws InterruptedException {
        NodeLog log = (level, message, data) -> logged.add(message + " " + data.orElse(Json.NULL));
        NodeCall call = NodeCalls.call("http", PARAMETERS, "null").with(log);
        return credentials
                .guard(node(given -> body.run(
                        given, given.credential("credential").orElseThrow().text("token"))))
                .run(call);
    }

    private interface Running {
        NodeOutcome run(NodeCall call) throws InterruptedException;
    }

    private static SlowNode node(Running running) {
        return new SlowNode() {
            @Override
            public String type() {
                return "http";
            }

            @Override
            public NodeOutcome run(NodeCall call) throws InterruptedException {
                return running.run(call);
            }
        };
    }
}
