package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.app_backend.SlackSignature;
import io.millrace.fixture.Servers;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebhookAuthTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static TriggerLog log;

    @BeforeAll
    static void publish() {
        store("shop-key", "header", "{\"name\": \"X-Api-Key\", \"value\": \"canary-key\"}");
        store("cashier", "basic", "{\"username\": \"till\", \"password\": \"canary-pass\"}");
        store("slack-secret", "hmac", "{\"secrets\": [\"canary-old\", \"canary-slack\"]}");
        store("meta-app", "generic", "{\"secret\": \"canary-app\", \"verifyToken\": \"canary-verify\"}");
        store("x-consumer", "hmac", "{\"secrets\": [\"canary-x\"]}");
        publish("auth-many", """
                {"type": "header", "header": "X-Api-Key", "credential": "shop-key"},
                {"type": "basic", "credential": "cashier"}""");
        publish("auth-slack", "{\"type\": \"hmac\", \"scheme\": \"slack\", \"credential\": \"slack-secret\"}");
        publish("auth-meta", "{\"type\": \"hmac\", \"scheme\": \"meta\", \"credential\": \"meta-app\"}");
        publish("auth-x", "{\"type\": \"hmac\", \"scheme\": \"twitter\", \"credential\": \"x-consumer\"}");
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void oneRuleIsEnoughAndNothingSecretIsStored() {
        var byKey = call("auth-many").header("X-Api-Key", "canary-key").send().executionId();
        var byPassword = call("auth-many")
                .header("Authorization", "Basic " + base64("till:canary-pass"))
                .header("X-Api-Key", "canary-key-of-another")
                .send()
                .executionId();
        assertThat(log.data(byKey).path("headers").path("x-api-key").stringValue())
                .isEqualTo("***");
        for (var id : List.of(byKey, byPassword)) {
            assertThat(new String(log.record(id).value(), UTF_8)).doesNotContain("canary", base64("till:canary-pass"));
        }
    }

    @Test
    void whoShowsNothingRightIsRefusedAndNothingStarts() {
        int before = log.all().size();
        for (var headers : List.of(
                Map.of("X-Other", "canary-key"),
                Map.of("X-Api-Key", "canary-ke"),
                Map.of("X-Api-Key", "canary-key2"),
                Map.of("X-Api-Key", "***"),
                Map.of("Authorization", "Basic " + base64("till:canary")),
                Map.of("Authorization", "Basic " + base64("till:canary-pass") + "="),
                Map.of("Authorization", "Bearer canary-key"),
                Map.of("Authorization", "canary-key"))) {
            var answer = call("auth-many").headers(headers).send().expectProblem(401, "unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).contains("Basic");
            assertThat(answer.response().body()).doesNotContain("canary", "header", "basic");
        }
        assertThat(log.all()).hasSize(before);
        assertThat(GATEWAY.call("GET", "/actuator/prometheus").send().response().body())
                .contains("millrace_webhook_auth_total")
                .contains("verdict=\"wrong\"")
                .doesNotContain("canary");
    }

    @Test
    void slackIsAnsweredOnlyWhenItSigned() throws Exception {
        String question = "{\"token\": \"t\", \"challenge\": \"3eZbrw1aB\", \"type\": \"url_verification\"}";
        int before = log.all().size();
        var answer = slack(question, "canary-slack").expect(200);
        assertThat(answer.response().body()).isEqualTo("3eZbrw1aB");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        slack(question, "canary-other").expectProblem(401, "unauthenticated");
        assertThat(log.all()).hasSize(before);

        slack("{\"type\": \"event_callback\"}", "canary-slack").executionId();
    }

    @Test
    void metaIsAnsweredIfItKnowsTheToken() {
        String question = "/webhooks/auth-meta/in?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
        assertThat(GATEWAY.call("GET", question + "canary-verify")
                        .send()
                        .expect(200)
                        .response()
                        .body())
                .isEqualTo("1158201444");
        GATEWAY.call("GET", question + "guess").send().expectProblem(401, "unauthenticated");
        GATEWAY.call("GET", question).send().expectProblem(401, "unauthenticated");
        GATEWAY.call("GET", "/webhooks/auth-many/in?hub.challenge=1&crc_token=2")
                .send()
                .expectProblem(405, "method-not-allowed");
    }

    @Test
    void xIsAnsweredAndItsAnswerIsNoDelivery() throws GeneralSecurityException {
        var answer = GATEWAY.call("GET", "/webhooks/auth-x/in?crc_token=MGQx-token&nonce=1")
                .send()
                .expect(200);
        String signature = answer.json().path("response_token").stringValue();
        assertThat(signature).isEqualTo("sha256=" + hmac("canary-x", "MGQx-token"));

        // The answer signs the token: whoever sends the token as a body has a good signature for it.
        GATEWAY.call("POST", "/webhooks/auth-x/in", "MGQx-token".getBytes(UTF_8))
                .header("x-twitter-webhooks-signature", signature)
                .send()
                .expectProblem(401, "unauthenticated");
        GATEWAY.call("GET", "/webhooks/auth-x/in?crc_token=%7B%22a%22:1%7D")
                .send()
                .expectProblem(401, "unauthenticated");
        GATEWAY.json("POST", "/webhooks/auth-x/in", "{\"a\":1}")
                .header("x-twitter-webhooks-signature", "sha256=" + hmac("canary-x", "{\"a\":1}"))
                .send()
                .executionId();
    }

    @Test
    void whatCannotBeAKeyIsRefusedWhenItIsPublished() {
        String pem = "-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----";
        var answer = GATEWAY.publish(
                        "ada", "auth-key", definition("{\"type\": \"jwt\", \"publicKey\": \"" + pem + "\"}"))
                .expectProblem(400, "invalid-definition");
        assertThat(answer.json().path("errors").path(0).path("pointer").stringValue())
                .isEqualTo("/nodes/0/parameters/auth/0/publicKey");
        GATEWAY.publish("ada", "auth-none", definition("{\"type\": \"basic\", \"credential\": \"nowhere\"}"))
                .expectProblem(400, "invalid-definition");
    }

    private static Gateway.Answer slack(String body, String secret) throws Exception {
        String time = String.valueOf(Instant.now().getEpochSecond());
        return GATEWAY.json("POST", "/webhooks/auth-slack/in", body)
                .header("X-Slack-Request-Timestamp", time)
                .header("X-Slack-Signature", new SlackSignature.Generator(secret).generate(time, body))
                .send();
    }

    private static Gateway.Call call(String workflow) {
        return GATEWAY.json("POST", "/webhooks/" + workflow + "/in", "{}");
    }

    private static void store(String id, String type, String data) {
        GATEWAY.json("PUT", "/credentials/" + id, "{\"type\": \"%s\", \"data\": %s}".formatted(type, data))
                .as("ada")
                .send()
                .expect(201);
    }

    private static void publish(String id, String rules) {
        GATEWAY.publish("ada", id, definition(rules)).expect(201);
    }

    private static String definition(String rules) {
        return Definition.webhook("in").replace("\"method\":", "\"auth\": [" + rules + "], \"method\":");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String hmac(String key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }
}
