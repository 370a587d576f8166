package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.fixture.Servers;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

class FuzzTest {
    private static final int COUNT = Integer.getInteger("millrace.fuzz.count", 2000);
    private static final long SEED = Long.getLong("millrace.seed", 20261121L);

    /**
     * A request that the log did not acknowledge on a busy machine is sent again: 503 then says nothing of the input.
     */
    private static final int TRIES = 4;

    @Test
    void whateverComesIsAnswered() throws Exception {
        try (Gateway gateway = Gateway.start(Servers.kafka(), "--millrace.gateway.connections.header-timeout=1s")) {
            gateway.publish("fuzzer", "fuzz", Definition.webhook("in/:id", "\"ANY\"", "1"))
                    .expect(201);
            int threads = Thread.activeCount();
            var statuses = new TreeMap<Integer, Integer>();
            var failures = new ArrayList<String>();
            var corpus = new FuzzCorpus(SEED, Users.token("fuzzer"));
            try (var client = new RawClient(gateway.base)) {
                for (int i = 0; i < COUNT; i++) {
                    byte[] request = corpus.next();
                    statuses.merge(status(client, request, i, failures), 1, Integer::sum);
                }
            }
            System.out.printf("%d inputs of seed %d: %s%n", COUNT, SEED, statuses);
            assertThat(failures).isEmpty();
            // 501 is what HTTP wants for a transfer coding or a method that nobody knows.
            assertThat(statuses.keySet()).allMatch(status -> status < 500 || status == 501);
            assertThat(statuses).containsKeys(200, 202, 400, 404, 405, 415);

            // Nobody is still being served, no connection is left, and no thread.
            var meters = gateway.context.getBean(MeterRegistry.class);
            await().untilAsserted(() -> {
                assertThat(meters.get("millrace.requests.memory").gauge().value())
                        .isZero();
                assertThat(connections(gateway)).isZero();
                assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 5);
            });
            // It may have deleted its own workflow.
            gateway.publish("fuzzer", "fuzz-after", Definition.webhook("in")).expect(201);
            gateway.json("POST", "/webhooks/fuzz-after/in", "{}").send().executionId();
        }
    }

    private static int status(RawClient client, byte[] request, int number, List<String> failures) throws Exception {
        int status = 503;
        try {
            for (int i = 0; i < TRIES && status == 503; i++) {
                RawClient.Answer answer = client.send(request);
                status = answer.status();
                if (status == 500) {
                    failures.add("seed %d, input %d: %s%nis answered %s"
                            .formatted(SEED, number, new String(request, ISO_8859_1), answer.body()));
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError(
                    "seed %d, input %d has no answer: %s".formatted(SEED, number, new String(request, ISO_8859_1)), e);
        }
        if (status == 0 || status >= 400) {
            client.close(); // what the server did not read of it must not be taken for the next one
        }
        return status;
    }

    private static long connections(Gateway gateway) {
        if (!(gateway.context instanceof ServletWebServerApplicationContext web)
                || !(web.getWebServer() instanceof TomcatWebServer server)) {
            throw new IllegalStateException("the gateway runs in another server");
        }
        // One is the acceptor's, which counts before it accepts.
        return Math.max(
                0,
                ((AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler()).getConnectionCount()
                        - 1);
    }
}
