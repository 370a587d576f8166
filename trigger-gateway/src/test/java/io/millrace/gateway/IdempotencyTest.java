package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencyTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static TriggerLog log;

    @BeforeAll
    static void publish() {
        GATEWAY.publish("ada", "once", Definition.webhook("a")).expect(201);
        publishWithKey("once-by-body", "{{ trigger.body.event.id }}");
        publishWithKey("once-failing", "{{ trigger.body.event.id + 1 }}");
        // Some twenty seconds: it cannot be stopped, and must end by itself for the tests that follow.
        publishWithKey("once-endless", "{{ $sum($map([1..10000], function($i) { $sum([1..30000]) })) }}");
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void theSameKeyGivesTheSameId() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        UUID first = post("once", "{}", "Idempotency-Key", "k1").executionId();
        UUID second = post("once", "{}", "Idempotency-Key", "k1").executionId();
        assertThat(second).isEqualTo(first);
        assertThat(first.version()).isEqualTo(8);
        assertThat(ExecutionId.day(first)).isIn(today, today.plusDays(1));
        TriggerReceived trigger = log.trigger(first);
        assertThat(trigger.getTrigger().getIdempotency())
                .contains(IdempotencyKeys.of("once", "hook", TriggerKind.WEBHOOK, false, "k1", "{}".getBytes(UTF_8)));
        assertThat(log.records(first, 2)).hasSize(2);

        assertThat(post("once", "{}", "Idempotency-Key", "k2").executionId()).isNotEqualTo(first);
        assertThat(post("once", "{}", "X-Other", "k1").executionId().version()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"Idempotency-Key", "webhook-id", "X-GitHub-Delivery"})
    void eachTradeHasItsHeader(String header) {
        String key = "one-of-" + header;
        UUID first = post("once", "1", header, key).executionId();
        assertThat(post("once", "1", header, " " + key).executionId()).isEqualTo(first);
        assertThat(GATEWAY.json("POST", "/webhooks/once/a", "1")
                        .headers(Map.of(header, key, "Stripe-Signature", "t=1,v1=x", "X-Request-Id", "r"))
                        .send()
                        .executionId())
                .isEqualTo(first);
    }

    @Test
    void stripeNamesItsEventsInTheBody() {
        String event = "{\"id\": \"evt_1\", \"object\": \"event\"}";
        UUID first = post("once", event, "Stripe-Signature", "t=1,v1=x").executionId();
        assertThat(post("once", event, "Stripe-Signature", "t=2,v1=y").executionId())
                .isEqualTo(first);
        assertThat(post("once", event, "X-Other", "t").executionId()).isNotEqualTo(first);
        assertThat(post("once", "{\"id\": 7}", "Stripe-Signature", "t=1,v1=x")
                        .executionId()
                        .version())
                .isEqualTo(7);
    }

    @Test
    void aWebhookCanSayWhatItsKeyIs() {
        UUID first =
                post("once-by-body", "{\"event\": {\"id\": 17}}", "X-Try", "1").executionId();
        assertThat(post("once-by-body", "{\"event\": {\"id\": 17}}", "Idempotency-Key", "x")
                        .executionId())
                .isEqualTo(first);
        for (String without : new String[] {"{}", "{\"event\": {\"id\": null}}", "{\"event\": {\"id\": \" \"}}"}) {
            assertThat(post("once-by-body", without, "Idempotency-Key", "x")
                            .executionId()
                            .version())
                    .isEqualTo(7);
        }
    }

    @Test
    void aKeyThatCannotBeWorkedOutIsRefused() {
        var failing = post("once-failing", "{\"event\": {\"id\": \"a\"}}", "X-Try", "1")
                .expectProblem(422, "idempotency-key-failed");
        assertThat(failing.json().path("detail").stringValue())
                .contains("node 'hook'", "'/idempotencyKey'", "character", "number");
        var endless = post("once-endless", "{}", "X-Try", "1").expectProblem(422, "idempotency-key-failed");
        assertThat(endless.json().path("detail").stringValue()).contains("longer than PT3S");
        assertThat(post("once-by-body", "{\"event\": {\"id\": 18}}", "X-Try", "1")
                        .executionId()
                        .version())
                .as("others have threads")
                .isEqualTo(8);
        post("once", "{}", "Idempotency-Key", "k".repeat(513)).expectProblem(400, "invalid-request");
        post("once", "{}", "Idempotency-Key", "k".repeat(512)).expect(202);
    }

    @Test
    void anEarlierDaysKeyIsAnsweredWithItsExecution() {
        UUID first = accepted("yesterday", "{\"n\": 1}", Duration.ofHours(23));
        await().until(() -> post("once", "{\"n\": 1}", "Idempotency-Key", "yesterday")
                .executionId()
                .equals(first));
        var repeated = post("once", "{\"n\": 1}", "Idempotency-Key", "yesterday");
        assertThat(repeated.header("Location")).endsWith("/executions/" + first);
        assertThat(log.now(first)).as("nothing is written for a known repeat").isEmpty();
        var reused =
                post("once", "{\"n\": 2}", "Idempotency-Key", "yesterday").expectProblem(422, "idempotency-key-reused");
        assertThat(reused.json().path("detail").stringValue()).contains(first.toString());

        UUID older = accepted("older", "{}", Duration.ofHours(25));
        accepted("younger", "{}", Duration.ofHours(1));
        await().until(() -> post("once", "{}", "Idempotency-Key", "younger").status() == 202
                && post("once", "[]", "Idempotency-Key", "younger").status() == 422);
        assertThat(post("once", "{}", "Idempotency-Key", "older").executionId()).isNotEqualTo(older);
    }

    @Test
    void manualRunsAndTestsHaveKeysOfTheirOwn() {
        UUID webhook = post("once", "{}", "Idempotency-Key", "m").executionId();
        UUID manual = run("?node=hook").executionId();
        assertThat(manual).isNotEqualTo(webhook);
        assertThat(run("?node=hook").executionId()).isEqualTo(manual);
        assertThat(run("?node=hook&test=true").executionId()).isNotEqualTo(manual);
    }

    private static Gateway.Answer run(String query) {
        return GATEWAY.json("POST", "/workflows/once/executions" + query, "{}")
                .as("ada")
                .header("Idempotency-Key", "m")
                .send();
    }

    /** As a worker writes it. */
    private static UUID accepted(String key, String body, Duration ago) {
        Instant at = Instant.now().minus(ago);
        Idempotency idempotency =
                IdempotencyKeys.of("once", "hook", TriggerKind.WEBHOOK, false, key, body.getBytes(UTF_8));
        UUID id = IdempotencyKeys.executionId(idempotency, at, IdempotencyKeys.partition(idempotency, 16));
        ProducerRecord<byte[], byte[]> record = new EventRecords("executor-worker")
                .keyAccepted(KeyAccepted.newBuilder()
                        .setExecutionId(id)
                        .setWorkflowId("once")
                        .setOwnerId("ada")
                        .setKeyHash(idempotency.getKeyHash())
                        .setBodyHash(idempotency.getBodyHash())
                        .setCreatedAt(at)
                        .build());
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", Servers.kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Future<?> _ = producer.send(record);
        }
        return id;
    }

    private static Gateway.Answer post(String workflow, String body, String header, String value) {
        return GATEWAY.json("POST", "/webhooks/" + workflow + "/a", body)
                .header(header, value)
                .send();
    }

    private static void publishWithKey(String workflow, String expression) {
        GATEWAY.publish(
                        "ada",
                        workflow,
                        Definition.webhook("a")
                                .replace("\"path\"", "\"idempotencyKey\": \"" + expression + "\", \"path\""))
                .expect(201);
    }
}
