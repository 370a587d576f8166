package io.millrace.notifier;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.fixture.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running notifier and its clients. */
final class Service implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Users users;
    private final ConfigurableApplicationContext context;
    private final String address;

    Service(Users users, String... settings) {
        this(users, Servers.kafka(), List.of(settings));
    }

    /** On a broker of the caller's. */
    static Service on(String kafka, Users users) {
        return new Service(users, kafka, List.of());
    }

    private Service(Users users, String kafka, List<String> settings) {
        this.users = users;
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--millrace.topics.partitions=4",
                "--spring.kafka.bootstrap-servers=" + kafka,
                "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + users.publicKey()));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        context = NotifierApplication.application().run(arguments.toArray(String[]::new));
        address = "localhost:" + context.getEnvironment().getProperty("local.server.port");
        await("readiness").until(() -> get("/actuator/health/readiness").statusCode() == 200);
    }

    URI uri(String path) {
        return URI.create("http://" + address + path);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode newTicket(String token) throws Exception {
        var request = HttpRequest.newBuilder(uri("/socket-tickets"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    SocketClient socket(String user) throws Exception {
        return open(newTicket(users.token(user)).get("ticket").asString());
    }

    SocketClient open(String ticket, String... originHeader) {
        return new SocketClient(http, URI.create("ws://" + address + "/socket?ticket=" + ticket), originHeader);
    }

    SseClient events(String user, String query, Optional<String> lastEventId) throws Exception {
        return new SseClient(http, uri("/events" + query), users.token(user), lastEventId);
    }

    double metric(String name, String... tags) {
        var registry = context.getBean(MeterRegistry.class);
        return registry.get(name).tags(tags).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
