package io.millrace.worker.node.type.http;

import static io.millrace.worker.node.type.http.HttpNodeFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpNodeTest {

    private final HttpNodeFixture http = new HttpNodeFixture("127.0.0.1");

    @AfterEach
    void close() throws IOException {
        http.close();
    }

    @Test
    void handsOnStatusHeadersAndBody() throws Exception {
        http.on("/a", exchange -> {
            exchange.getResponseHeaders().put("Set-Cookie", List.of("a=1", "b=2"));
            exchange.getResponseHeaders().set("X-One", "1");
            answer(exchange, 201, "application/json; charset=utf-8", "{ \"n\" : 1.0 }");
        });
        Json output = http.completed("{\"url\": \"" + http.url("/a") + "\"}");
        assertThat(output.member("status")).contains(Json.of(201));
        assertThat(output.member("body").orElseThrow()).hasToString("{ \"n\" : 1.0 }");
        Json headers = output.member("headers").orElseThrow();
        assertThat(headers.member("x-one").orElseThrow()).isEqualTo(Json.of("1"));
        assertThat(headers.member("set-cookie").orElseThrow().items()).containsExactly(Json.of("a=1"), Json.of("b=2"));
    }

    @Test
    void sendsMethodAddressHeadersAndBodyAsTheParametersSay() throws Exception {
        http.on("/echo", HttpNodeTest::echo);
        Json echo =
                http.completed("""
                {"method": "{{ 'put' }}", "url": "%s?a=1", "query": {"b c": "ü&=", "list": [1, 2], "none": "{{ input.none }}",
                 "gone": "{{ input.gone }}"}, "headers": {"X-A": "{{ input.s }}", "X-List": ["1", "2"]}, "body": "{{ input.x }}"}
                """.formatted(http.url("/echo"))).member("body").orElseThrow();
        assertThat(echo.member("request").orElseThrow())
                .isEqualTo(Json.of("PUT /echo?a=1&b%20c=%C3%BC%26%3D&list=1&list=2"));
        assertThat(echo.member("body").orElseThrow()).isEqualTo(Json.of("{\"a\":1}"));
        Json headers = echo.member("headers").orElseThrow();
        assertThat(headers.member("x-a").orElseThrow()).isEqualTo(Json.of("text"));
        assertThat(headers.member("x-list").orElseThrow()).isEqualTo(Json.of("1,2"));
        assertThat(headers.member("content-type").orElseThrow()).isEqualTo(Json.of("application/json"));
        assertThat(headers.member("idempotency-key").orElseThrow()).isEqualTo(Json.of(NodeCalls.EXECUTION + "/n"));
        assertThat(headers.member("traceparent").orElseThrow().text())
                .startsWith("00-0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                              | {"body": "{{ input.s }}"}                       | text/plain; charset=UTF-8 | text
                    {}                              | {"body": {"v": ["{{ input.s }}"]}}              | application/json          | {"v":["text"]}
                    {}                              | {"body": 5}                                     | application/json          | 5
                    {"content-type": "text/csv"}    | {"body": "a,b"}                                 | text/csv                  | a,b
                    {"CONTENT-TYPE": "a/b"}         | {"body": [1]}                                   | a/b                       | [1]
                    {}                              | {"body": null}                                  | none                      | ``
                    {}                              | {}                                              | none                      | ``
                    """)
    void encodesTheBodyByItsKind(String headers, String body, String contentType, String sent) throws Exception {
        http.on("/echo", HttpNodeTest::echo);
        Json echo = http.completed("{\"method\": \"POST\", \"url\": \"" + http.url("/echo") + "\", \"headers\": "
                        + headers + (body.equals("{}") ? "}" : ", " + body.substring(1)))
                .member("body")
                .orElseThrow();
        assertThat(echo.member("body").orElseThrow().text()).isEqualTo(sent);
        assertThat(echo.member("headers")
                        .orElseThrow()
                        .members()
                        .getOrDefault("content-type", Json.of("none"))
                        .text())
                .isEqualTo(contentType);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    auto   | application/json         | [1]    | [1]
                    auto   | application/problem+json | {}     | {}
                    auto   | text/plain               | [1]    | "[1]"
                    auto   | application/xml          | <a/>   | "<a/>"
                    auto   | image/png                | abc    | {"$binary":{"contentType":"image/png","base64":"YWJj"}}
                    auto   | ``                       | abc    | "abc"
                    auto   | ``                       | ``     | null
                    auto   | application/json         | ``     | null
                    json   | text/plain               | [1]    | [1]
                    json   | text/plain               | ``     | null
                    text   | application/json         | [1]    | "[1]"
                    text   | text/plain               | ``     | ""
                    binary | text/plain               | abc    | {"$binary":{"contentType":"text/plain","base64":"YWJj"}}
                    """)
    void readsTheBodyAsToldOrByItsType(String response, String contentType, String body, String value)
            throws Exception {
        http.on("/a", exchange -> answer(exchange, 200, contentType, body));
        Json output = http.completed("{\"url\": \"" + http.url("/a") + "\", \"response\": \"" + response + "\"}");
        assertThat(output.member("body").orElseThrow()).hasToString(value);
    }

    @Test
    void readsTextInItsOwnCharset() throws Exception {
        http.on(
                "/a",
                exchange -> answer(
                        exchange, 200, "text/plain; charset=ISO-8859-1", "ü".getBytes(StandardCharsets.ISO_8859_1)));
        http.on("/b", exchange -> answer(exchange, 200, "", new byte[] {(byte) 0xff, 0}));
        assertThat(http.completed("{\"url\": \"" + http.url("/a") + "\"}").member("body"))
                .contains(Json.of("ü"));
        assertThat(http.completed("{\"url\": \"" + http.url("/b") + "\"}")
                        .member("body")
                        .orElseThrow()
                        .text())
                .contains("$binary");
    }

    @ParameterizedTest
    @CsvSource({"400, false", "404, false", "408, true", "429, true", "500, true", "503, true"})
    void failsForAStatusOf400OrMore(int status, boolean retryable) throws Exception {
        http.on("/a", exchange -> answer(exchange, status, "text/plain", "why".repeat(10_000)));
        Failure failure = http.failed("{\"url\": \"" + http.url("/a?secret=1") + "\"}");
        assertThat(failure.getType()).isEqualTo("http-status");
        assertThat(failure.getMessage()).isEqualTo("GET " + http.url("/a") + " answered " + status);
        assertThat(failure.getRetryable()).isEqualTo(retryable);
        Json details = Json.encoded(failure.getDetails().orElseThrow());
        assertThat(details.member("status")).contains(Json.of(status));
        assertThat(details.member("body").orElseThrow().text())
                .startsWith("whywhy")
                .hasSizeBetween(1_000, 5_000);
    }

    @Test
    void failsForJsonThatIsNone() throws Exception {
        http.on("/a", exchange -> answer(exchange, 200, "application/json", "<html>"));
        assertThat(http.failed("{\"url\": \"" + http.url("/a") + "\"}").getType())
                .isEqualTo("http-response");
    }

    @Test
    void failsForAnAnswerThatIsTooLargeHoweverItComes() throws Exception {
        http.on("/long", exchange -> answer(exchange, 200, "text/plain", "x".repeat(20_001)));
        http.on("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(new byte[100]);
            }
        });
        http.on("/packed", exchange -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(new byte[50_000_000]);
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, "text/plain", packed.toByteArray());
        });
        // Fits as bytes, but not as base64 or escaped.
        http.on("/binary", exchange -> answer(exchange, 200, "image/png", new byte[18_000]));
        http.on("/escaped", exchange -> answer(exchange, 200, "text/plain", "\u0001".repeat(10_000)));
        for (String path : List.of("/long", "/chunked", "/packed", "/binary", "/escaped")) {
            assertThat(http.failed("{\"url\": \"" + http.url(path) + "\"}").getType())
                    .as(path)
                    .isEqualTo("too-large");
        }
    }

    @Test
    void unpacksWhatIsCompressed() throws Exception {
        http.on("/a", exchange -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write("[1]".getBytes(StandardCharsets.UTF_8));
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, "application/json", packed.toByteArray());
        });
        assertThat(http.completed("{\"url\": \"" + http.url("/a") + "\"}")
                        .member("body")
                        .orElseThrow())
                .hasToString("[1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"url": "ftp://a.example/"}                                                    | /url
                    {"url": "http:///a"}                                                           | /url
                    {"url": "/a"}                                                                  | /url
                    {"url": "http://user:secret@a.example/"}                                       | /url
                    {"url": "http://a.example/a b"}                                                | /url
                    {"url": "{{ input.gone }}"}                                                    | /url
                    {"url": "http://a.example", "method": "{{ 'TRACE' }}"}                         | /method
                    {"url": "http://a.example", "headers": {"Host": "b"}}                          | /headers/Host
                    {"url": "http://a.example", "headers": {"transfer-encoding": "chunked"}}       | /headers/transfer-encoding
                    {"url": "http://a.example", "headers": {"X-A": "{{ 'a\\r\\nX-B: c' }}"}}       | /headers/X-A
                    {"url": "http://a.example", "headers": {"X A": "1"}}                           | /headers/X A
                    {"url": "http://a.example", "headers": "{{ 'x' }}"}                            | /headers
                    {"url": "http://a.example", "query": "{{ 'x' }}"}                              | /query
                    """)
    void namesTheParameterThatCannotBeSent(String parameters, String pointer) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> http.run(parameters))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo(pointer));
    }

    @Test
    void usesAConnectionAgain() throws Exception {
        Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
        http.on("/a", exchange -> {
            clientPorts.add(exchange.getRemoteAddress().getPort());
            answer(exchange, 200, "application/json", "[1]");
        });
        for (int i = 0; i < 5; i++) {
            http.completed("{\"url\": \"" + http.url("/a") + "\"}");
        }
        assertThat(clientPorts).hasSize(1);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        Map<String, Json> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), Json.of(String.join(",", values))));
        Map<String, Json> echo = new LinkedHashMap<>();
        echo.put("request", Json.of(exchange.getRequestMethod() + " " + exchange.getRequestURI()));
        echo.put("headers", Json.object(headers));
        echo.put("body", Json.of(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        answer(exchange, 200, "application/json", Json.object(echo).bytes());
    }
}
