package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DoorTest {
    private static final String BOUNDARY = "----boundary7MA4YWxk";
    private static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

    /** More than the other tests of this class send, in whatever order they come. */
    private static final int OWNER_REQUESTS = 100;

    private static Gateway gateway;
    private static TriggerLog log;

    @BeforeAll
    static void start() {
        System.setProperty(
                "jdk.httpclient.allowRestrictedHeaders",
                "origin,access-control-request-method,access-control-request-headers");
        gateway = Gateway.start(
                Servers.kafka(),
                "--server.forward-headers-strategy=native",
                "--millrace.gateway.body.max-parts=3",
                "--millrace.gateway.body.max-fields=5",
                "--millrace.gateway.body.max-string-length=100",
                "--millrace.gateway.intake.owner-requests=" + OWNER_REQUESTS,
                "--millrace.gateway.intake.owner-per=1h");
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void stop() {
        log.close();
        gateway.close();
    }

    @Test
    void onlyAllowedAddressesGetIn() {
        publish("door-ips", "\"allowedIps\": [\"203.0.113.0/24\", \"2001:db8::/32\"]");
        from("door-ips", "203.0.113.9").executionId();
        from("door-ips", "2001:db8::7").executionId();
        from("door-ips", "::ffff:203.0.113.9").executionId();
        from("door-ips", "203.0.114.1").expectProblem(403, "forbidden");
        from("door-ips", "not-an-address").expectProblem(403, "forbidden");
        // The first is what the caller claims, the last what the proxy saw.
        from("door-ips", "203.0.113.9, 198.51.100.1").expectProblem(403, "forbidden");
        gateway.json("POST", "/webhooks/door-ips/in", "{}").send().expectProblem(403, "forbidden");
    }

    @Test
    void pagesOfAllowedOriginsMayCall() {
        publish(
                "door-cors",
                "\"cors\": {\"origins\": [\"https://shop.example\"], \"headers\": [\"X-Key\"], \"maxAge\": \"PT1H\"}");
        int before = log.all().size();
        var preflight = preflight("door-cors", "https://shop.example", "POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualToIgnoringCase("x-key");
        assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("3600");
        assertThat(preflight("door-cors", "https://evil.example", "POST").header("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(preflight("door-cors", "https://shop.example", "DELETE").header("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(log.all()).hasSize(before);

        var call = gateway.json("POST", "/webhooks/door-cors/in", "{}")
                .header("Origin", "https://shop.example")
                .send();
        call.executionId();
        assertThat(call.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        gateway.json("POST", "/webhooks/door-cors/in", "{}")
                .header("Origin", "https://evil.example")
                .send()
                .expectProblem(403, "forbidden");
        gateway.json("POST", "/webhooks/door-cors/in", "{}").send().executionId();
    }

    @Test
    void onlyNamedContentTypesAreTaken() {
        publish("door-types", "\"contentTypes\": [\"application/json\", \"image/*\"]");
        gateway.json("POST", "/webhooks/door-types/in", "{}").send().executionId();
        post("door-types", "image/png", new byte[] {1, 2}).executionId();
        post("door-types", "IMAGE/JPEG; q=1", new byte[] {1}).executionId();
        gateway.call("POST", "/webhooks/door-types/in").send().executionId();
        assertThat(post("door-types", "text/plain", new byte[] {65})
                        .expectProblem(415, "unsupported-media-type")
                        .header("Accept"))
                .isEqualTo("application/json, image/*");
        gateway.call("POST", "/webhooks/door-types/in", new byte[] {1})
                .send()
                .expectProblem(415, "unsupported-media-type");
    }

    @Test
    void partsBecomeFieldsAndFiles() {
        publish("door-parts", "\"rawBody\": false");
        String body =
                part("name=\"note\"", "", "grüße") + part("name=\"tag\"", "", "a") + part("name=\"tag\"", "", "b");
        assertThat(body("door-parts", MULTIPART, body))
                .isEqualTo(Gateway.JSON.readTree("{\"note\": \"grüße\", \"tag\": [\"a\", \"b\"]}"));
        JsonNode file = body(
                        "door-parts",
                        MULTIPART,
                        part("name=\"f\"; filename=\"a.png\"", "Content-Type: image/png\r\n", "PNG"))
                .path("f")
                .path("$binary");
        assertThat(file)
                .isEqualTo(Gateway.JSON.readTree(
                        "{\"contentType\": \"image/png\", \"fileName\": \"a.png\", \"base64\": \"UE5H\"}"));
        refused("door-parts", MULTIPART, part("name=\"a\"", "", "1").repeat(4));
        refused("door-parts", MULTIPART, part("name=\"$binary\"", "", "1"));
        refused("door-parts", MULTIPART, part("name=\"a\"", "X: " + "y".repeat(10_000) + "\r\n", "1"));
        refused(
                "door-parts",
                MULTIPART,
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nunended");
        refused("door-parts", "multipart/form-data", body);
    }

    @Test
    void bodiesAreBounded() {
        publish("door-bounds", "\"rawBody\": false");
        refused("door-bounds", "application/json", "\"" + "x".repeat(101) + "\"");
        refused("door-bounds", "application/json", "{\"" + "x".repeat(101) + "\": 1}");
        assertThat(post("door-bounds", "application/x-www-form-urlencoded", "a=1&b=2&c=3&d=4&e=5&f=6".getBytes(UTF_8))
                        .status())
                .isEqualTo(400);
        gateway.json("POST", "/webhooks/door-bounds/in?a&b&c&d&e&f", "{}")
                .send()
                .expectProblem(400, "invalid-request");
        assertThat(gateway.json("POST", "/webhooks/door-bounds/in?a=" + "x".repeat(20_000), "{}")
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(gateway.json("POST", "/webhooks/door-bounds/in", "{}")
                        .header("X-Long", "x".repeat(20_000))
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theBodyIsAlsoThereAsItCame() {
        publish("door-raw", "\"rawBody\": true");
        String json = "{ \"a\": 1,\n\"a\": 2 }";
        JsonNode data = log.data(
                post("door-raw", "application/json", json.getBytes(UTF_8)).executionId());
        assertThat(data.path("rawBody").stringValue()).isEqualTo(json);
        JsonNode binary =
                log.data(post("door-raw", "application/pdf", new byte[] {1, 2}).executionId());
        assertThat(binary.path("rawBody").path("$binary").path("base64").stringValue())
                .isEqualTo(Base64.getEncoder().encodeToString(new byte[] {1, 2}));
        assertThat(log.data(post("door-raw", "text/plain", new byte[0]).executionId())
                        .path("rawBody")
                        .stringValue())
                .isEmpty();
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBack() {
        publish("door-rate", "\"rateLimit\": {\"requests\": 3, \"per\": \"PT30S\"}");
        for (int i = 0; i < 3; i++) {
            gateway.json("POST", "/webhooks/door-rate/in", "{}").send().executionId();
        }
        var refused =
                gateway.json("POST", "/webhooks/door-rate/in", "{}").send().expectProblem(429, "rate-limited");
        // One comes back every ten seconds.
        assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                .isBetween(1, 10);
        // A new version with the same limit does not begin anew.
        gateway.publish("dora", "door-rate", definition("\"rateLimit\": {\"requests\": 3, \"per\": \"PT30S\"}", "2"))
                .expect(200);
        gateway.json("POST", "/webhooks/door-rate/in", "{}").send().expectProblem(429, "rate-limited");
    }

    @Test
    void anOwnerHasABucketToo() {
        gateway.publish("greedy", "door-greedy", Definition.webhook("in")).expect(201);
        gateway.publish("greedy", "door-greedy-too", Definition.webhook("in")).expect(201);
        for (int i = 0; i < OWNER_REQUESTS; i++) {
            gateway.json("POST", "/webhooks/door-greedy/in", "{}").send().expect(202);
        }
        var refused = gateway.json("POST", "/webhooks/door-greedy-too/in", "{}").send();
        refused.expectProblem(429, "rate-limited");
        assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                .isBetween(1, 3600 / OWNER_REQUESTS);
        gateway.publish("modest", "door-modest", Definition.webhook("in")).expect(201);
        gateway.json("POST", "/webhooks/door-modest/in", "{}").send().expect(202);
    }

    private static Gateway.Answer from(String workflow, String address) {
        return gateway.json("POST", "/webhooks/" + workflow + "/in", "{}")
                .header("X-Forwarded-For", address)
                .send();
    }

    private static Gateway.Answer preflight(String workflow, String origin, String method) {
        return gateway.call("OPTIONS", "/webhooks/" + workflow + "/in")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "x-key, x-other")
                .send();
    }

    private static Gateway.Answer post(String workflow, String contentType, byte[] body) {
        return gateway.call("POST", "/webhooks/" + workflow + "/in", body)
                .header("Content-Type", contentType)
                .send();
    }

    private static JsonNode body(String workflow, String contentType, String parts) {
        return log.data(post(workflow, contentType, ended(parts)).executionId()).path("body");
    }

    private static void refused(String workflow, String contentType, String parts) {
        byte[] body = contentType.startsWith("multipart") && !parts.endsWith("unended")
                ? ended(parts)
                : parts.getBytes(UTF_8);
        post(workflow, contentType, body).expectProblem(400, "invalid-body");
    }

    private static String part(String disposition, String headers, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + headers + "\r\n"
                + content + "\r\n";
    }

    private static byte[] ended(String parts) {
        return (parts + "--" + BOUNDARY + "--\r\n").getBytes(UTF_8);
    }

    private static void publish(String id, String parameter) {
        gateway.publish("dora", id, definition(parameter, "1")).expect(201);
    }

    private static String definition(String parameter, String value) {
        return Definition.webhook("in", "\"POST\"", value).replace("\"method\":", parameter + ", \"method\":");
    }
}
