package io.millrace.web;

import io.millrace.schemas.problem.ProblemType;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/** Default deny: a bearer token on everything but what the service names as open. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final List<String> ALWAYS_OPEN =
            List.of("/openapi.json", "/actuator/health/**", "/actuator/prometheus");

    /**
     * Open paths have a chain of their own, in which an Authorization header is the caller's own affair. Nobody is
     * authenticated there, so it has nothing but the headers that go with every answer.
     */
    @Bean
    @Order(1)
    SecurityFilterChain open(OpenPaths open) {
        return new DefaultSecurityFilterChain(
                anyOf(Stream.concat(ALWAYS_OPEN.stream(), open.patterns().stream())
                        .toList()),
                new HeaderWriterFilter(List.of(
                        new XContentTypeOptionsHeaderWriter(),
                        new CacheControlHeadersWriter(),
                        new HstsHeaderWriter(),
                        new XFrameOptionsHeaderWriter())));
    }

    /** Requests are observed as a whole; to observe each filter takes longer than the filters do. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(2)
    SecurityFilterChain closed(HttpSecurity http, WebSettings settings, Problems problems) {
        var entryPoint = entryPoint(problems);
        var denied = accessDenied(problems);
        return stateless(http)
                .cors(cors -> cors.configurationSource(origins(settings.cors())))
                // What was let in is not asked again when it goes on after waiting, or ends in an error.
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> {})
                        .authenticationEntryPoint(entryPoint)
                        .accessDeniedHandler(denied))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(entryPoint).accessDeniedHandler(denied))
                .build();
    }

    /** Paths that can be read in two ways (encoded slashes, semicolons) are refused before anything sees them. */
    @Bean
    RequestRejectedHandler rejected(Problems problems) {
        return (request, response, e) ->
                problems.write(response, Problem.of(ProblemType.INVALID_REQUEST, "the path or a header is malformed"));
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable);
    }

    private static RequestMatcher anyOf(List<String> patterns) {
        var builder = PathPatternRequestMatcher.withDefaults();
        return new OrRequestMatcher(
                patterns.stream().<RequestMatcher>map(builder::matcher).toList());
    }

    private static AuthenticationEntryPoint entryPoint(Problems problems) {
        var challenge = new BearerTokenAuthenticationEntryPoint();
        return (request, response, e) -> {
            challenge.commence(request, response, e);
            problems.write(response, Problem.of(ProblemType.UNAUTHENTICATED, "a valid bearer token is needed"));
        };
    }

    private static AccessDeniedHandler accessDenied(Problems problems) {
        var challenge = new BearerTokenAccessDeniedHandler();
        return (request, response, e) -> {
            challenge.handle(request, response, e);
            problems.write(response, Problem.of(ProblemType.FORBIDDEN, null));
        };
    }

    private static CorsConfigurationSource origins(WebSettings.Cors settings) {
        if (settings.allowedOrigins().isEmpty()) {
            return request -> null;
        }
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(settings.allowedOrigins());
        cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        cors.setAllowedHeaders(List.of("*"));
        cors.setExposedHeaders(List.of("Millrace-Cursor", "ETag", "Location", "Retry-After"));
        // The one cookie there is gives no rights: it tells the browser that began to authorize a credential.
        cors.setAllowCredentials(true);
        cors.setMaxAge(Duration.ofHours(1));
        return request -> cors;
    }
}
