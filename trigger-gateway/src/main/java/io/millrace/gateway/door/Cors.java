package io.millrace.gateway.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import tools.jackson.databind.JsonNode;

/** Which pages in browsers may call a webhook (the Fetch standard); never with cookies, which mean nothing here. */
record Cors(List<String> origins, List<String> headers, Duration maxAge) {
    private static final List<String> EXPOSED =
            List.of(HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER, "Millrace-Execution-Id");

    static Cors of(JsonNode cors) {
        return new Cors(
                Door.texts(cors.path("origins")),
                cors.has("headers") ? Door.texts(cors.path("headers")) : List.of(CorsConfiguration.ALL),
                Duration.parse(cors.path("maxAge").stringValue("PT10M")));
    }

    /** Whether a browser asks by this if it may send another request. */
    static boolean isPreflight(HttpServletRequest request) {
        return CorsUtils.isPreFlightRequest(request);
    }

    /**
     * Tells the browser that the page may read the answer.
     *
     * @return whether it may; true as well if no page asks
     */
    boolean admit(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return true;
        }
        String allowed = configuration(List.of()).checkOrigin(origin);
        if (allowed == null) {
            return false;
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", EXPOSED));
        return true;
    }

    /** Tells the browser which requests the page may send, if any. */
    void answerPreflight(HttpServletRequest request, HttpServletResponse response, SequencedSet<String> methods) {
        response.addHeader(
                HttpHeaders.VARY,
                HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD + ", " + HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (!admit(request, response)) {
            return;
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods));
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, String.valueOf(maxAge.toSeconds()));
        List<String> admitted = configuration(methods.stream().toList()).checkHeaders(requestedHeaders(request));
        if (admitted != null && !admitted.isEmpty()) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(", ", admitted));
        }
    }

    private CorsConfiguration configuration(List<String> methods) {
        var configuration = new CorsConfiguration();
        configuration.setAllowedOrigins(origins);
        configuration.setAllowedHeaders(headers);
        methods.forEach(method -> configuration.addAllowedMethod(HttpMethod.valueOf(method)));
        return configuration;
    }

    private static List<String> requestedHeaders(HttpServletRequest request) {
        @Nullable String requested = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        return requested == null ? List.of() : List.of(requested.split("\\s*,\\s*", -1));
    }
}
