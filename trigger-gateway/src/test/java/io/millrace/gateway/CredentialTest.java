package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.gateway.credential.Credentials;
import io.millrace.schemas.workflow.CredentialName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CredentialTest {
    private static final String BEARER =
            "{\"type\": \"bearer\", \"name\": \"Prices\", \"data\": {\"token\": \"canary\"}}";
    private static final String HEADER =
            "{\"type\": \"header\", \"data\": {\"name\": \"X-Key\", \"value\": \"canary\"}}";

    private final Gateway gateway = Gateway.shared();

    @Test
    void whatIsStoredIsListedWithoutItsData() {
        var created = put("lister", "stored", BEARER).expect(201);
        assertThat(created.header("Location")).isEqualTo("http://localhost:8080/credentials/stored");
        assertThat(created.json().path("name").stringValue()).isEqualTo("Prices");
        assertThat(created.json().path("usedBy").isEmpty()).isTrue();
        put("lister", "stored", BEARER).expect(200);
        put("lister", "other", HEADER).expect(201);

        var all = gateway.call("GET", "/credentials").as("lister").send().expect(200);
        assertThat(ids(all)).containsExactly("other", "stored");
        assertThat(all.response().body()).doesNotContain("canary");
        assertThat(ids(gateway.call("GET", "/credentials?type=bearer")
                        .as("lister")
                        .send()))
                .containsExactly("stored");
        var first = gateway.call("GET", "/credentials?limit=1").as("lister").send();
        assertThat(ids(gateway.call(
                                "GET",
                                "/credentials?limit=1&cursor="
                                        + first.json().path("nextCursor").stringValue())
                        .as("lister")
                        .send()))
                .containsExactly("stored");
        gateway.call("GET", "/credentials?type=magic").as("lister").send().expectProblem(400, "invalid-query");
    }

    @Test
    void credentialsAreTheirOwnersAlone() {
        put("ada", "mine", BEARER).expect(201);

        gateway.call("GET", "/credentials/mine").as("bob").send().expectProblem(404, "not-found");
        gateway.call("DELETE", "/credentials/mine").as("bob").send().expectProblem(404, "not-found");
        assertThat(ids(gateway.call("GET", "/credentials").as("bob").send())).doesNotContain("mine");
        gateway.publish("bob", "steals", http("\"mine\"")).expectProblem(400, "invalid-definition");
        gateway.call("GET", "/credentials").send().expectProblem(401, "unauthenticated");
        gateway.call("DELETE", "/credentials/mine").as("ada").send().expect(204);
        gateway.call("DELETE", "/credentials/mine").as("ada").send().expectProblem(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "bearer", "data": {"token": 1}}                                      | /data/token
            {"type": "bearer", "data": {}}                                                | /data
            {"type": "magic", "data": {"token": "canary"}}                                | /type
            {"type": "bearer", "data": {"token": "canary"}, "colour": "canary"}           | /colour
            {"type": "bearer", "name": "", "data": {"token": "canary"}}                   | /name
            {"type": "header", "data": {"name": "X Y", "value": "canary"}}                | /data/name
            {"type": "generic", "data": "canary"}                                         | /data
            """)
    void whatIsWrongIsNamedButNotRepeated(String body, String pointer) {
        var answer = put("ada", "wrong", body).expectProblem(400, "invalid-request");

        assertThat(answer.json().path("errors").valueStream().map(error -> error.path("pointer")
                        .stringValue()))
                .containsExactly(pointer);
        assertThat(answer.response().body()).doesNotContain("canary");
    }

    @Test
    void bodiesThatAreNoCredentialsAreRefused() {
        assertThat(put("ada", "wrong", "{\"data\": canary}")
                        .expectProblem(400, "invalid-body")
                        .response()
                        .body())
                .doesNotContain("canary");
        put("ada", "wrong", "[]").expectProblem(400, "invalid-body");
        put("ada", "Wrong", BEARER).expectProblem(400, "invalid-request");
        put("ada", "wrong", "{\"type\": \"generic\", \"data\": {\"a\": \"" + "x".repeat(70_000) + "\"}}")
                .expectProblem(400, "invalid-request");
    }

    @Test
    void definitionsNameCredentialsThatExistAndAreOfUse() {
        var missing = gateway.publish("dora", "uses", http("\"absent\"")).expectProblem(400, "invalid-definition");
        assertThat(missing.json().path("errors").path(0).path("pointer").stringValue())
                .isEqualTo("/nodes/1/parameters/credential");
        assertThat(missing.json().path("errors").path(0).path("message").stringValue())
                .isEqualTo("there is no credential 'absent'");
        put("dora", "mail", "{\"type\": \"smtp\", \"data\": {\"host\": \"mail.example\", \"port\": 25}}");
        assertThat(gateway.publish("dora", "uses", http("\"mail\""))
                        .expectProblem(400, "invalid-definition")
                        .json()
                        .path("errors")
                        .path(0)
                        .path("message")
                        .stringValue())
                .startsWith("'mail' is of type 'smtp'; of use here are: basic,");

        put("dora", "one", BEARER).expect(201);
        gateway.publish("dora", "uses", http("{\"type\": \"bearer\"}")).expect(201);
        put("dora", "two", BEARER).expectProblem(409, "credential-in-use");
        gateway.publish("dora", "uses", http("\"one\"")).expect(200);
        put("dora", "two", BEARER).expect(201);
        gateway.publish("dora", "uses", http("{\"type\": \"bearer\"}")).expectProblem(400, "invalid-definition");
    }

    @Test
    void whatALiveWorkflowNeedsStays() {
        put("emil", "needed", BEARER).expect(201);
        gateway.publish("emil", "needs", http("\"needed\"")).expect(201);

        assertThat(gateway.call("GET", "/credentials/needed")
                        .as("emil")
                        .send()
                        .json()
                        .path("usedBy")
                        .toString())
                .isEqualTo("[\"needs\"]");
        var refused = gateway.call("DELETE", "/credentials/needed").as("emil").send();
        assertThat(refused.expectProblem(409, "credential-in-use")
                        .json()
                        .path("detail")
                        .stringValue())
                .endsWith(": needs");
        put("emil", "needed", "{\"type\": \"smtp\", \"data\": {\"host\": \"mail.example\", \"port\": 25}}")
                .expectProblem(409, "credential-in-use");
        put("emil", "needed", HEADER).expect(200);

        live("needs", "null").expect(200);
        gateway.call("DELETE", "/credentials/needed").as("emil").send().expect(204);
        live("needs", "1").expectProblem(400, "invalid-definition");
    }

    @Test
    void anotherInstanceOpensIt() {
        put("ada", "shared", BEARER).expect(201);
        try (Gateway other = Gateway.start(Servers.kafka())) {
            Credentials credentials = other.context.getBean(Credentials.class);
            Awaitility.await().until(credentials::complete);

            assertThat(credentials
                            .find("ada", new CredentialName.ById("shared"))
                            .orElseThrow()
                            .text("token"))
                    .isEqualTo("canary");
            assertThat(credentials.find("bob", "shared")).isEmpty();
        }
    }

    @Test
    void withoutAKeyNothingIsStored() {
        try (Gateway keyless = Gateway.start(Servers.kafka(), "--millrace.credentials.keys=")) {
            Awaitility.await()
                    .until(() -> keyless.context.getBean(Credentials.class).complete());
            keyless.json("PUT", "/credentials/a", BEARER)
                    .as("ada")
                    .send()
                    .expectProblem(503, "credentials-unavailable");
        }
    }

    private Gateway.Answer put(String user, String id, String body) {
        return gateway.json("PUT", "/credentials/" + id, body).as(user).send();
    }

    private Gateway.Answer live(String id, String version) {
        return gateway.json("POST", "/workflows/" + id + "/live", "{\"version\": " + version + "}")
                .as("emil")
                .send();
    }

    private static java.util.List<String> ids(Gateway.Answer answer) {
        return answer.json()
                .path("items")
                .valueStream()
                .map((JsonNode item) -> item.path("id").stringValue())
                .toList();
    }

    private static String http(String credential) {
        return """
                {"name": "x", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "a"}},
                  {"id": "call", "type": "http", "parameters": {"url": "https://api.example", "credential": %s}}],
                 "connections": [{"from": "hook", "to": "call"}]}""".formatted(credential);
    }
}
