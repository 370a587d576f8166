package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.OAuthServer;
import io.millrace.fixture.Servers;
import io.millrace.gateway.credential.Credentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user agrees at an OAuth server; the browser is played by a client that keeps a cookie and follows no redirects. */
class AuthorizationTest {
    private static OAuthServer server;
    private static Gateway gateway;

    /** What the browser was told to send back. */
    private String cookie = "";

    @BeforeAll
    static void start() throws IOException {
        server = new OAuthServer();
        gateway = Gateway.start(Servers.kafka(), "--millrace.credentials.allowed-targets=127.0.0.1");
        Awaitility.await().until(() -> credentials().complete());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    @Test
    void aUserAgreesAndTheCredentialHasItsToken() throws Exception {
        put("hubspot");
        assertThat(get("hubspot").path("authorized").booleanValue()).isFalse();

        var back = agree(begin("hubspot"));
        var done = callback(back).expect(200);
        assertThat(done.response().body())
                .isEqualTo("The credential 'hubspot' is authorized. You can close this page.");
        assertThat(get("hubspot").path("authorized").booleanValue()).isTrue();
        assertThat(get("hubspot").path("tokenExpiresAt").isString()).isTrue();
        assertThat(credentials()
                        .find("ada", "hubspot")
                        .orElseThrow()
                        .token()
                        .orElseThrow()
                        .path("refreshToken")
                        .stringValue())
                .startsWith("refresh-canary");

        callback(back).expectProblem(400, "authorization-failed"); // a code is good once
    }

    @Test
    void onlyTheBrowserThatBeganComesBack() throws Exception {
        put("bound");
        var back = agree(begin("bound"));
        String own = cookie;
        for (String other : new String[] {"", "millrace-authorization=" + "A".repeat(43), own + "x"}) {
            cookie = other;
            assertThat(callback(back)
                            .expectProblem(400, "authorization-failed")
                            .json()
                            .path("detail")
                            .stringValue())
                    .contains("another browser");
        }
        assertThat(get("bound").path("authorized").booleanValue()).isFalse();

        cookie = own;
        put("second");
        var second = agree(begin("second"));
        assertThat(cookie).as("one cookie for all that a browser begins").isEqualTo(own);
        callback(back).expect(200);
        callback(second).expect(200);
    }

    @Test
    void theCookieIsForTheBrowserAlone() {
        put("cookie");
        var begun = gateway.call("POST", "/credentials/cookie/authorize")
                .as("ada")
                .header("Cookie", "millrace-authorization=short")
                .send()
                .expect(200);

        assertThat(begun.header("Set-Cookie"))
                .matches(
                        "millrace-authorization=[\\w-]{43}; Path=/; Max-Age=600; Expires=[^;]+; HttpOnly; SameSite=Lax");
    }

    @Test
    void onlyWhatWasBegunHereIsTaken() throws Exception {
        put("mine");
        var back = agree(begin("mine"));
        String query = back.getRawQuery();
        String state = query.substring(query.indexOf("state=") + 6);
        for (String tampered : new String[] {
            "", "x", state.substring(1), state.substring(0, state.length() - 2), "A".repeat(9_000), state + "AA"
        }) {
            callback(URI.create(back.getPath() + "?code=x&state=" + tampered))
                    .expectProblem(400, "authorization-failed");
        }
        callback(URI.create("/oauth/callback")).expectProblem(400, "authorization-failed");
        assertThat(callback(URI.create("/oauth/callback?error=access_denied&state=" + state))
                        .expectProblem(400, "authorization-failed")
                        .json()
                        .path("detail")
                        .stringValue())
                .endsWith("access_denied");

        put("mine");
        assertThat(callback(back)
                        .expectProblem(400, "authorization-failed")
                        .json()
                        .path("detail")
                        .stringValue())
                .contains("has changed meanwhile");
        gateway.call("POST", "/credentials/mine/authorize").as("bob").send().expectProblem(404, "not-found");
    }

    private URI begin(String id) {
        var begun = browser("POST", "/credentials/" + id + "/authorize")
                .as("ada")
                .send()
                .expect(200);
        String url = begun.json().path("authorizeUrl").stringValue();
        assertThat(url).contains("code_challenge=").contains("scope=crm%20read").doesNotContain("client-secret");
        cookie = String.valueOf(begun.header("Set-Cookie")).split(";", 2)[0];
        return URI.create(url);
    }

    private static URI agree(URI authorizeUrl) throws Exception {
        HttpResponse<String> redirect = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(authorizeUrl).build(), HttpResponse.BodyHandlers.ofString());
        return URI.create(redirect.headers().firstValue("Location").orElseThrow());
    }

    private Gateway.Answer callback(URI location) {
        return browser(
                        "GET",
                        location.getRawPath() + (location.getRawQuery() == null ? "" : "?" + location.getRawQuery()))
                .send();
    }

    private Gateway.Call browser(String method, String path) {
        var call = gateway.call(method, path);
        return cookie.isEmpty() ? call : call.header("Cookie", cookie);
    }

    private static void put(String id) {
        assertThat(gateway.json("PUT", "/credentials/" + id, """
                {"type": "oauth2AuthorizationCode", "data": {"authorizeUrl": "%1$s/authorize", "tokenUrl": "%1$s/token",
                 "clientId": "%2$s", "clientSecret": "%3$s", "clientAuthentication": "body", "scope": "crm read"}}""".formatted(
                                        server.url(), OAuthServer.CLIENT_ID, OAuthServer.CLIENT_SECRET))
                        .as("ada")
                        .send()
                        .status())
                .isBetween(200, 201);
    }

    private static tools.jackson.databind.JsonNode get(String id) {
        return gateway.call("GET", "/credentials/" + id)
                .as("ada")
                .send()
                .expect(200)
                .json();
    }

    private static Credentials credentials() {
        return gateway.context.getBean(Credentials.class);
    }
}
