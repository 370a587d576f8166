package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users times endpoints: what is ada's, nobody else reads or changes, whatever way the path is written. */
class RouteTricksTest {
    private static final String CANARY = "canary-of-ada";
    private static final Gateway GATEWAY = Gateway.shared();

    private static final Map<String, String> IDS =
            Map.of("id", "tricks", "number", "1", "executionId", "01a1ffeb-9399-700e-a553-114a974c6c6a");

    private static final List<String> TRICKS = List.of(
            "%s",
            "%s/",
            "%s//",
            "/%s",
            "%s.json",
            "%s;x=y",
            "%s;/",
            "%s%%20",
            "%s%%00",
            "%s%%2f",
            "%s%%3f",
            "%s?",
            "%s?_method=GET",
            "%s/.",
            "%s/..;/tricks",
            "/.%s",
            "/webhooks/..%s",
            "/webhooks/..;%s",
            "/webhooks/%%2e%%2e%s",
            "/webhooks/%%2e%%2e%%2f%s",
            "/callbacks/..%s",
            "/callbacks/x/..%s",
            "/actuator/health/..%s",
            "/actuator/health/..;%s",
            "/openapi.json/..%s",
            "/openapi.json;%s",
            "%s#",
            "%s\\",
            "%s%%5c",
            "http://localhost%s",
            "/;x%s",
            "%s%%0d%%0a",
            "/webhooks%s",
            "/error%s");

    private static final List<String> HEADERS = List.of(
            "",
            "X-HTTP-Method-Override: GET\r\n",
            "X-Original-URL: /openapi.json\r\n",
            "X-Rewrite-URL: /webhooks/x\r\n",
            "X-Forwarded-Prefix: /webhooks\r\n",
            "X-Forwarded-User: ada\r\nX-Remote-User: ada\r\n",
            "Cookie: JSESSIONID=1; user=ada\r\n");

    @BeforeAll
    static void publish() {
        GATEWAY.publish("ada", "tricks", Definition.webhook("in", "\"POST\"", CANARY))
                .expect(201);
        GATEWAY.json(
                        "PUT",
                        "/credentials/tricks",
                        "{\"type\": \"bearer\", \"name\": \"%s\", \"data\": {\"token\": \"x\"}}".formatted(CANARY))
                .as("ada")
                .send()
                .expect(201);
    }

    @Test
    void noWayOfWritingAPathLeadsToWhatIsAnothers() throws Exception {
        try (var client = new RawClient(GATEWAY.base)) {
            for (String endpoint : endpoints()) {
                String method = endpoint.substring(0, endpoint.indexOf(' '));
                String path = endpoint.substring(endpoint.indexOf(' ') + 1);
                for (String trick : TRICKS) {
                    for (String user : List.of("", "mallory")) {
                        String headers =
                                HEADERS.get(Math.floorMod((trick + user + endpoint).hashCode(), HEADERS.size()));
                        check(client, method, trick.formatted(path), headers, user);
                    }
                }
                for (String headers : HEADERS) {
                    check(client, method, path, headers, "mallory");
                    check(client, method, path, headers, "");
                    check(client, "POST", path + "?_method=" + method, headers, "mallory");
                }
            }
        }
        var kept = GATEWAY.call("GET", "/workflows/tricks").as("ada").send().expect(200);
        assertThat(kept.json().path("version").intValue()).isEqualTo(1);
        assertThat(kept.json().path("active").booleanValue()).isTrue();
        GATEWAY.call("GET", "/credentials/tricks").as("ada").send().expect(200);
    }

    /** Each call that is documented and names what is ada's, and what nobody may call. */
    private static List<String> endpoints() throws Exception {
        return Stream.concat(
                        GATEWAY.documentation().operations().stream()
                                .filter(call -> !call.isOpen() && call.path().contains("{"))
                                .map(call -> call.method().toUpperCase(Locale.ROOT) + " " + call.pathWith(IDS)),
                        Stream.of("GET /actuator/env", "GET /actuator/heapdump"))
                .toList();
    }

    private static void check(RawClient client, String method, String path, String headers, String user)
            throws Exception {
        String body = Definition.webhook("other");
        String authorization = user.isEmpty() ? "" : "Authorization: Bearer " + Users.token(user) + "\r\n";
        RawClient.Answer answer =
                client.send((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + headers + authorization + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(ISO_8859_1));
        client.close();
        assertThat(answer.status())
                .as("%s %s by '%s' with %s: %s", method, path, user, headers, answer.body())
                .isIn(0, 400, 401, 403, 404, 405, 409, 412, 415);
        assertThat(answer.body()).doesNotContain(CANARY);
    }
}
