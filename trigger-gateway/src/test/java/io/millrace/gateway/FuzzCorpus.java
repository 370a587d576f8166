package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Requests that are nearly right, from a seed: bodies, headers, paths, definitions and expressions. */
final class FuzzCorpus {
    private static final List<String> METHODS = List.of(
            "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO", "post", "P\u00e4ST");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json;charset=utf-16",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded;charset=nope",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=",
            "multipart/form-data",
            "multipart/mixed; boundary=b",
            "text/plain",
            "text/plain; charset=\"utf-7",
            "image/png",
            "a/b/c",
            "*/*",
            ";",
            "application/vnd.x+json");
    private static final List<String> BODIES = List.of(
            "{\"a\": [1, 2.5e10, \"text\", null, true, {\"b\": \"\\u0000\\ud83d\"}]}",
            "[[[[[[[[[[1]]]]]]]]]]",
            "a=1&b=%zz&c=%C3%A9&=&&a",
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\nContent-Type: image/png\r\n\r\nDATA\r\n--b--\r\n",
            "1e999999999",
            "\"\\uD800\"",
            "");
    private static final List<String> HEADERS = List.of(
            "Content-Encoding",
            "Accept",
            "Origin",
            "Cookie",
            "Authorization",
            "Millrace-Labels",
            "Idempotency-Key",
            "traceparent",
            "X-Forwarded-For",
            "Forwarded",
            "X-HTTP-Method-Override",
            "If-Match",
            "Expect",
            "Range",
            "webhook-id",
            "X-Hub-Signature-256",
            "Stripe-Signature",
            "Content-Type",
            "Accept-Language",
            "Upgrade",
            "Access-Control-Request-Method");
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "*",
            "\"",
            "\u00ff\u00fe",
            "a=b, c",
            "gzip",
            "00-0-0-0",
            "Basic !!!",
            "Bearer a.b.c",
            "null",
            "1.2.3.4, ::1%eth0",
            "for=\"[::1\"",
            "bytes=0-",
            "100-continue",
            "t=1,v1=2",
            "sha256=",
            "en;q=x",
            "h2c",
            "\u0001",
            "PUT",
            "https://a.example",
            "\"3\"",
            "W/\"x\"");
    private static final List<String> PATHS = List.of(
            "/webhooks/fuzz/in/1",
            "/webhooks/fuzz/in/%2e%2e",
            "/webhooks/fuzz//in",
            "/webhooks/fuzz/in/;a=b",
            "/webhooks/",
            "/webhooks",
            "/webhooks/../workflows",
            "/webhooks/%00",
            "/webhooks/fuzz/in/%zz",
            "/webhooks/fuzz/in/%",
            "/webhooks/fuzz/in/\u00ff",
            "/callbacks/x",
            "/callbacks/%2f..",
            "/workflows/fuzz",
            "/workflows/fuzz/versions/99999999999999",
            "/workflows/fuzz/versions/-1",
            "/workflows/FUZZ/live",
            "/workflows?limit=x",
            "/workflows?cursor=%00",
            "/workflows/fuzz/executions/x/cancel",
            "/workflows/fuzz/executions/01a1ffeb-9399-700e-a553-114a974c6c6a/rerun",
            "/credentials/x",
            "/credentials?type=%ff",
            "/workflows/fuzz/schedule",
            "//",
            "/",
            "/openapi.json",
            "/actuator/env",
            "*",
            "http://other/webhooks/fuzz/in/1",
            "/webhooks/fuzz/in/1?a=%zz",
            "/webhooks/fuzz/in/1?&&=&%00=%ff",
            "/workflows/fuzz/executions?version=x&node=%00");
    private static final List<String> EXPRESSIONS = List.of(
            "$sum(trigger.body.items.(price * quantity))",
            "trigger.body[0]",
            "nodes.hook.a ~> $uppercase()",
            "$map([1..10], function($x){$x*2})",
            "(($",
            "a.b[c = 'd']",
            "$pad('x', 1000000000)",
            "/(a+)+$/",
            "%",
            "**.x",
            "{'a': 1}[b]",
            "$eval('1')",
            "|a|b|",
            "a ? b : ",
            "\u0000",
            "\"\\ud800\"",
            "1e400",
            "'\\u",
            "$fromMillis(1e300)",
            "[1..100000000]",
            "((((((((((((((((((((1))))))))))))))))))))",
            "function($f){$f($f)}");

    private final Random random;
    private final String token;
    private int workflows;

    FuzzCorpus(long seed, String token) {
        this.random = new Random(seed);
        this.token = token;
    }

    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> body();
            case 2 -> headers();
            case 3 -> path();
            case 4 -> definition();
            default -> expression();
        };
    }

    private byte[] body() {
        byte[] body = mutated(one(BODIES).getBytes(UTF_8));
        return request("POST", "/webhooks/fuzz/in/1", "Content-Type: " + one(TYPES) + "\r\n", body);
    }

    private byte[] headers() {
        var headers = new StringBuilder("Content-Type: application/json\r\n");
        for (int i = random.nextInt(8); i >= 0; i--) {
            String value = random.nextInt(4) == 0 ? "x".repeat(random.nextInt(9000)) : one(VALUES) + one(VALUES);
            headers.append(one(HEADERS)).append(": ").append(value).append("\r\n");
        }
        String text = random.nextInt(3) == 0
                ? new String(mutated(headers.toString().getBytes(ISO_8859_1)), ISO_8859_1)
                : headers.toString();
        return request(
                "POST", "/webhooks/fuzz/in/1", text.endsWith("\r\n") ? text : text + "\r\n", "{}".getBytes(UTF_8));
    }

    private byte[] path() {
        String path = one(PATHS);
        if (random.nextInt(2) == 0) {
            path = new String(mutated(path.getBytes(ISO_8859_1)), ISO_8859_1).replaceAll("[\\r\\n ]", "+");
        }
        String authorization = random.nextInt(2) == 0 ? "Authorization: Bearer " + token + "\r\n" : "";
        return request(one(METHODS), path, authorization, "{}".getBytes(UTF_8));
    }

    private byte[] definition() {
        byte[] definition = mutated(valid("{{ trigger.body }}").getBytes(UTF_8));
        return put(definition);
    }

    private byte[] expression() {
        String expression = new String(mutated(one(EXPRESSIONS).getBytes(UTF_8)), UTF_8);
        return put(valid("{{ " + Gateway.JSON.writeValueAsString(expression).replaceAll("^\"|\"$", "") + " }}")
                .getBytes(UTF_8));
    }

    private byte[] put(byte[] definition) {
        // Few workflows: each that is published stays.
        return request(
                "PUT",
                "/workflows/fuzzed-" + (workflows++ % 20),
                "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n",
                definition);
    }

    private static String valid(String expression) {
        return """
                {"name": "Fuzz", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "in/:id", "method": ["POST", "PUT"],
                    "allowedIps": ["10.0.0.0/8"], "rateLimit": {"requests": 5, "per": "PT1M"}, "rawBody": true,
                    "cors": {"origins": ["*"]}, "auth": [{"type": "jwt", "audience": "a", "jwksUrl": "https://a.example/k"}]}},
                  {"id": "out", "type": "set", "parameters": {"values": {"value": "%s"}}, "timeout": "PT5S"},
                  {"id": "choose", "type": "switch", "parameters": {"value": "{{ input.value }}", "cases": ["a", "b"]}},
                  {"id": "call", "type": "http", "parameters": {"url": "https://a.example/{{ trigger.params.id }}"}}],
                 "connections": [{"from": "hook", "to": "out"}, {"from": "out", "to": "choose"},
                  {"from": "choose", "output": "a", "to": "call"}],
                 "settings": {"timeout": "PT1M", "maxConcurrent": 2, "labels": {"a": "b"}}}""".formatted(expression);
    }

    private byte[] request(String method, String path, String headers, byte[] body) {
        var request = new ByteArrayOutputStream();
        request.writeBytes((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                        + "\r\n" + headers + "\r\n")
                .getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** With some bytes changed, taken out, doubled or put in. */
    private byte[] mutated(byte[] bytes) {
        byte[] result = bytes;
        for (int i = random.nextInt(4); i > 0 && result.length > 0; i--) {
            int at = random.nextInt(result.length);
            int length = Math.min(1 + random.nextInt(12), result.length - at);
            var changed = new ByteArrayOutputStream();
            changed.write(result, 0, at);
            switch (random.nextInt(5)) {
                case 0 -> changed.write(random.nextInt(256));
                case 1 -> {} // taken out
                case 2 -> {
                    changed.write(result, at, length);
                    changed.write(result, at, length);
                }
                case 3 -> changed.writeBytes(one(VALUES).getBytes(UTF_8));
                default -> {
                    for (int j = random.nextInt(300); j >= 0; j--) {
                        changed.write(result, at, length);
                    }
                }
            }
            changed.write(result, at + length, result.length - at - length);
            result = changed.toByteArray();
        }
        return result;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
