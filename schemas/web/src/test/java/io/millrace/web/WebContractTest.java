package io.millrace.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebContractTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static KeyPair keys;
    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        keys = keyPair("RSA");
        context = run(folder, keys);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /nothing/here  | 404 | not-found              |
            POST | /me            | 405 | method-not-allowed     |
            GET  | /items/no-uuid | 404 | not-found              |
            GET  | /page?limit=x  | 400 | invalid-query          | limit
            GET  | /page          | 400 | invalid-query          | limit
            POST | /bodies        | 415 | unsupported-media-type |
            GET  | /breaks        | 500 | internal               |
            GET  | /me;a=b        | 400 | invalid-request        |
            GET  | /missing       | 404 | not-found              |
            """)
    void everyRefusalIsAProblem(String method, String path, int status, String slug, String parameter)
            throws Exception {
        var answer = send(request(path)
                .header("Authorization", "Bearer " + token(keys, "ada"))
                .method(method, HttpRequest.BodyPublishers.ofString("text")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("type").stringValue()).isEqualTo("urn:millrace:problem:" + slug);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("parameter").stringValue(null)).isEqualTo(parameter);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void mediaTypesThatCannotBeParsedAreRefused() throws Exception {
        for (String header : List.of("Accept", "Content-Type")) {
            var answer = send(request("/me")
                    .header("Authorization", "Bearer " + token(keys, "ada"))
                    .header(header, "\"3\"W/\"x\""));
            assertThat(answer.statusCode()).as(header).isEqualTo(400);
            assertThat(answer.body()).contains("invalid-request");
        }
    }

    @Test
    void aMalformedEscapeBehindASemicolonIsRefused() throws Exception {
        try (var socket = new Socket("localhost", base(context).getPort())) {
            socket.getOutputStream()
                    .write("GET /me;a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .contains("invalid-request");
        }
    }

    @Test
    void methodsThatAreAllowedAreNamed() throws Exception {
        var answer = send(request("/me")
                .header("Authorization", "Bearer " + token(keys, "ada"))
                .DELETE());

        assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }

    @Test
    void anUnreadableBodyIsToldWithItsPlace() throws Exception {
        var answer = send(request("/bodies")
                .header("Authorization", "Bearer " + token(keys, "ada"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\n\"a\": x}")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid-body").contains("line 2");
    }

    @Test
    void theCallerComesFromTheToken() throws Exception {
        var answer = send(request("/me").header("Authorization", "Bearer " + token(keys, "ada")));

        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("{\"owner\": \"ada\", \"subject\": \"ada\"}"));
    }

    @Test
    void withoutAValidTokenEverythingButTheOpenPathsIsRefused() throws Exception {
        String others = token(keyPair("RSA"), "ada");

        assertThat(send(request("/me")).statusCode()).isEqualTo(401);
        assertThat(send(request("/nothing/here")).statusCode()).isEqualTo(401);
        var forged = send(request("/me").header("Authorization", "Bearer " + others));
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
        assertThat(forged.body()).contains("urn:millrace:problem:unauthenticated");
        assertThat(send(request("/open/x")).statusCode()).isEqualTo(200);
        assertThat(send(request("/open/x").header("Authorization", "Bearer mine"))
                        .statusCode())
                .as("an open path's Authorization header is not ours to judge")
                .isEqualTo(200);
    }

    @Test
    void theDocumentationIsServed() throws Exception {
        var answer = send(request("/openapi.json"));

        assertThat(answer.statusCode()).isEqualTo(200);
        var me = JSON.readTree(answer.body()).path("paths").path("/me").path("get");
        assertThat(me.has("responses")).isTrue();
        assertThat(me.has("parameters"))
                .as("who calls is told by the token, not by a parameter")
                .isFalse();
    }

    @Test
    void timesAlwaysHaveMilliseconds() throws Exception {
        var answer = send(request("/time").header("Authorization", "Bearer " + token(keys, "ada")));

        assertThat(answer.body()).isEqualTo("[\"2026-11-21T10:00:00.000Z\"]");
    }

    @Test
    void onlyAllowedOriginsMayReadAnswers() throws Exception {
        var allowed = send(request("/me")
                .header("Authorization", "Bearer " + token(keys, "ada"))
                .header("Origin", "https://console.example"));
        var other = send(request("/me")
                .header("Authorization", "Bearer " + token(keys, "ada"))
                .header("Origin", "https://evil.example"));

        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://console.example");
        assertThat(allowed.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("Millrace-Cursor");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials"))
                .contains("true");
        assertThat(other.statusCode()).isEqualTo(403);
    }

    @Test
    void ellipticCurveKeysAreTakenToo(@TempDir Path folder) throws Exception {
        KeyPair elliptic = keyPair("EC");
        try (var other = run(folder, elliptic)) {
            var answer = send(HttpRequest.newBuilder(base(other).resolve("/me"))
                    .header("Authorization", "Bearer " + token(elliptic, "ada")));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext run(Path folder, KeyPair keys) throws IOException {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Path file = Files.writeString(folder.resolve("public.pem"), pem);
        var application = new SpringApplication(Endpoints.class);
        application.setMainApplicationClass(Endpoints.class);
        application.setDefaultProperties(Map.of(
                "server.port",
                0,
                "millrace.cors.allowed-origins",
                "https://console.example",
                "springdoc.api-docs.path",
                "/openapi.json",
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                file.toUri().toString()));
        return application.run();
    }

    private static URI base(ConfigurableApplicationContext context) {
        return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base(context).resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static KeyPair keyPair(String algorithm) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static String token(KeyPair keys, String subject) throws Exception {
        return Tokens.sign(keys, Map.of("sub", subject));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({WebContract.class, Controller.class})
    static class Endpoints {
        @Bean
        OpenPaths openPaths() {
            return OpenPaths.of("/open/**");
        }
    }

    @RestController
    static class Controller {
        @GetMapping("/me")
        Caller me(Caller caller) {
            return caller;
        }

        @GetMapping("/open/x")
        String open() {
            return "open";
        }

        @GetMapping("/items/{id}")
        UUID item(@PathVariable UUID id) {
            return id;
        }

        @GetMapping("/page")
        int page(@RequestParam int limit) {
            return limit;
        }

        @PostMapping(path = "/bodies", consumes = "application/json")
        List<JsonNode> bodies(@RequestBody JsonNode body) {
            return List.of(body);
        }

        @GetMapping("/breaks")
        String breaks() {
            throw new IllegalStateException("a secret");
        }

        @GetMapping("/time")
        List<Instant> time() {
            return List.of(Instant.parse("2026-11-21T10:00:00Z"));
        }

        @GetMapping("/missing")
        String missing() {
            throw ProblemException.notFound("no such thing");
        }
    }
}
