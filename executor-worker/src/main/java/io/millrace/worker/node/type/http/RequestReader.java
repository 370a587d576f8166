package io.millrace.worker.node.type.http;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import io.millrace.worker.node.NodeCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** Makes a request of a node's parameters. Each method throws {@link ExpressionException} for a value of no use. */
final class RequestReader {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** What belongs to one connection, or frames the message, is the client's own business. */
    private static final Set<String> REFUSED = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    private RequestReader() {}

    static OutgoingRequest read(NodeCall call) {
        Parameters parameters = call.parameters();
        Optional<Json> body = parameters.find("body").filter(value -> !value.isNull());
        List<Header> headers = headers(parameters);
        addIfAbsent(headers, "Idempotency-Key", call.idempotencyKey());
        call.traceparent().ifPresent(context -> addIfAbsent(headers, "traceparent", context));
        body.ifPresent(value -> addIfAbsent(
                headers, "Content-Type", value.isString() ? "text/plain; charset=UTF-8" : "application/json"));
        return new OutgoingRequest(
                method(parameters),
                uri(parameters),
                List.copyOf(headers),
                body.map(RequestReader::bytes),
                OutgoingRequest.SECRET_HEADERS);
    }

    private static byte[] bytes(Json body) {
        return body.isString() ? body.text().getBytes(StandardCharsets.UTF_8) : body.bytes();
    }

    private static String method(Parameters parameters) {
        String method = parameters.require("method").text().toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw ExpressionException.unusable("'" + method + "' is no method that can be sent", "method");
        }
        return method;
    }

    private static URI uri(Parameters parameters) {
        String address = parameters.require("url").text().strip();
        String query = query(parameters);
        int fragment = address.indexOf('#');
        String target = fragment < 0 ? address : address.substring(0, fragment);
        try {
            URI uri = new URI(query.isEmpty() ? target : target + (target.contains("?") ? "&" : "?") + query);
            OutgoingRequest.requireAddress(uri);
            return new URI(uri.toASCIIString());
        } catch (URISyntaxException e) {
            throw ExpressionException.unusable(e.getReason(), "url");
        }
    }

    private static String query(Parameters parameters) {
        return members(parameters, "query").entrySet().stream()
                .flatMap(entry -> values(entry.getValue()).map(value -> encode(entry.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    private static List<Header> headers(Parameters parameters) {
        List<Header> headers = new ArrayList<>();
        members(parameters, "headers").forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
                throw ExpressionException.unusable("this header cannot be set", "headers", name);
            }
            values(value).forEach(text -> {
                if (!VALUE.matcher(text).matches()) {
                    throw ExpressionException.unusable("a header's value has no control characters", "headers", name);
                }
                headers.add(new BasicHeader(name, text));
            });
        });
        return headers;
    }

    private static Map<String, Json> members(Parameters parameters, String name) {
        Json value = parameters.find(name).filter(given -> !given.isNull()).orElse(Json.EMPTY_OBJECT);
        if (!value.isObject()) {
            throw ExpressionException.unusable("must be an object", name);
        }
        return value.members();
    }

    private static Stream<String> values(Json value) {
        return value.items().stream().filter(item -> !item.isNull()).map(Json::text);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void addIfAbsent(List<Header> headers, String name, String value) {
        if (headers.stream().noneMatch(header -> header.getName().equalsIgnoreCase(name))) {
            headers.add(new BasicHeader(name, value));
        }
    }
}
