package io.millrace.notifier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.fixture.OpenApiDocument;
import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdmissionTest {
    private static Users users;
    private static Service service;

    private final String ann = "ann-" + UUID.randomUUID();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        users = new Users(folder);
        service = new Service(
                users,
                "millrace.cors.allowed-origins=https://console.example.com",
                "millrace.sockets.per-user=2",
                "millrace.sockets.subscriptions=1",
                "millrace.sockets.messages-per-second=2");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aTicketOpensOneSocket() throws Exception {
        var ticket = service.newTicket(users.token(ann));
        assertThat(Instant.parse(ticket.get("expiresAt").asString()))
                .isBetween(Instant.now(), Instant.now().plusSeconds(30));
        try (var socket = service.open(ticket.get("ticket").asString())) {
            socket.send("{\"type\":\"ping\"}").first("pong");
            assertThatIllegalStateException()
                    .isThrownBy(() -> service.open(ticket.get("ticket").asString()))
                    .withMessageContaining("401");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> service.open("nonsense"))
                .withMessageContaining("401");
    }

    @Test
    void nothingElseIsOpen() throws Exception {
        assertThat(service.get("/events").statusCode()).isEqualTo(401);
        assertThat(service.get("/socket").statusCode()).isIn(400, 401);
        assertThat(service.get("/socket-tickets").statusCode()).isEqualTo(401);
        assertThat(service.get("/").statusCode()).isEqualTo(404);
        assertThat(service.get("/openapi.json").body()).contains("/socket-tickets");
        assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(service.get("/actuator/prometheus").body()).contains("millrace_notifier_sockets");
        try (var wrong = service.events(ann, "?executionId=1", Optional.empty())) {
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @Test
    void whoIsInKeepsNobodyOut() throws Exception {
        List<SseClient> streams = new ArrayList<>();
        try {
            for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                streams.add(service.events("ann-" + UUID.randomUUID(), "", Optional.empty()));
            }
            assertThat(streams).allSatisfy(stream -> assertThat(stream.status()).isEqualTo(200));
        } finally {
            for (SseClient stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void theDocumentationKeepsTheRules() throws Exception {
        var document = new OpenApiDocument(service.get("/openapi.json").body());

        assertThat(document.flaws()).isEmpty();
        assertThat(document.operations().stream().map(OpenApiDocument.Operation::id))
                .containsExactlyInAnyOrder("issueTicket", "followEvents", "openSocket");
    }

    @Test
    void otherPagesThanTheAllowedOnesCannotOpenASocket() throws Exception {
        String token = users.token(ann);
        String first = service.newTicket(token).get("ticket").asString();
        assertThatIllegalStateException()
                .isThrownBy(() -> service.open(first, "https://evil.example.com"))
                .withMessageContaining("403");
        String second = service.newTicket(token).get("ticket").asString();
        try (var socket = service.open(second, "https://console.example.com")) {
            socket.send("{\"type\":\"ping\"}").first("pong");
        }
        String third = service.newTicket(token).get("ticket").asString();
        try (var socket = service.open(third, service.uri("").toString())) {
            socket.send("{\"type\":\"ping\"}").first("pong");
        }
    }

    @Test
    void noCompressionIsAgreedOn() throws Exception {
        String ticket = service.newTicket(users.token(ann)).get("ticket").asString();
        try (var connection = new java.net.Socket("localhost", service.uri("").getPort())) {
            connection.getOutputStream().write("""
                    GET /socket?ticket=%s HTTP/1.1
                    Host: localhost:%d
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Extensions: permessage-deflate

                    """.formatted(
                            ticket, service.uri("").getPort())
                    .replace("\n", "\r\n")
                    .getBytes(US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
            assertThat(answer.readLine()).contains("101");
            for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
                assertThat(line).doesNotContainIgnoringCase("sec-websocket-extensions");
            }
        }
    }

    @Test
    void aSocketEndsWithItsToken() throws Exception {
        String token = users.token(ann, Instant.now().plusSeconds(8));
        try (var socket = service.open(service.newTicket(token).get("ticket").asString())) {
            socket.send("{\"type\":\"subscribe\"}").first("subscribed");
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void aUserHasABoundedNumberOfSockets() throws Exception {
        try (var one = service.socket(ann);
                var two = service.events(ann, "", Optional.empty())) {
            one.send("{\"type\":\"ping\"}").first("pong");
            two.first("subscribed");
            try (var three = service.socket(ann);
                    var four = service.events(ann, "", Optional.empty())) {
                assertThat(three.closeCode()).isEqualTo(4029);
                assertThat(four.status()).isEqualTo(429);
                assertThat(four.header("Retry-After")).isNotEmpty();
            }
        }
    }

    @Test
    void aSocketHasABoundedNumberOfSubscriptions() throws Exception {
        try (var socket = service.socket(ann)) {
            socket.send("{\"type\":\"subscribe\"}").first("subscribed");
            socket.send("{\"type\":\"subscribe\",\"workflowId\":\"orders\"}");
            assertThat(socket.first("error").get("code").asString()).isEqualTo("too-many-subscriptions");
        }
    }

    @Test
    void whatCannotBeUnderstoodIsAnsweredAndTooMuchOfItEndsTheSocket() throws Exception {
        try (var socket = service.socket(ann)) {
            socket.send("hello");
            assertThat(socket.first("error").get("code").asString()).isEqualTo("invalid-message");
            for (int i = 0; i < 25; i++) {
                socket.trySend("{\"type\":\"ping\"}");
            }
            assertThat(socket.closeCode()).isEqualTo(4008);
            JsonNode last = socket.all().getLast();
            assertThat(last.get("code").asString()).isEqualTo("too-fast");
            assertThat(last.get("closing").asBoolean()).isTrue();
            assertThat(last.get("retryAfterMs").isNull()).isTrue();
        }
    }

    /** More than may wait to be let in at the same time. */
    @Test
    void aStreamThatIsOpenIsNotCountedWithThoseWhoWait() throws Exception {
        var streams = new ArrayList<SseClient>();
        try {
            for (int i = 0; i < 140; i++) {
                streams.add(service.events(ann + i, "", Optional.empty()));
            }
            assertThat(streams).allMatch(stream -> stream.status() == 200);
            try (var socket = service.socket(ann)) {
                socket.send("{\"type\":\"subscribe\"}").first("subscribed");
            }
        } finally {
            streams.forEach(SseClient::close);
        }
    }

    @Test
    void whoeverComesWithTooManyOthersIsToldWhenToComeBack() throws Exception {
        var request = HttpRequest.newBuilder(service.uri("/socket-tickets"))
                .header("Authorization", "Bearer " + users.token(ann))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answers = Stream.generate(() -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                    .limit(600)
                    .toList();
            for (var answer : answers) {
                HttpResponse<Void> got = answer.join();
                boolean refused = got.statusCode() == 429
                        && got.headers().firstValueAsLong("Retry-After").orElse(0) > 0;
                assertThat(refused || got.statusCode() == 200).as("%s", got).isTrue();
            }
        }
        assertThat(service.newTicket(users.token(ann)).has("ticket")).isTrue();
    }

    @Test
    void aMessageThatIsTooLargeEndsTheSocket() throws Exception {
        try (var socket = service.socket(ann)) {
            // As long as it may be, which is far more than Tomcat's buffer takes, and the next one in frames.
            socket.send("{\"type\":\"ping\",\"more\":\"" + "x".repeat(16_000) + "\"}");
            socket.first("pong");
            socket.send(List.of("{\"type\":\"subs", "cribe\",", "\"subscription\":\"pieces\"}"));
            socket.first("subscribed");
            socket.send("{\"type\":\"ping\",\"more\":\"" + "x".repeat(20_000) + "\"}");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void clientsAreToldThatTheServiceStops(@TempDir Path folder) throws Exception {
        var itsUsers = new Users(folder);
        var stopping = new Service(itsUsers);
        try (var socket = stopping.socket(ann).send("{\"type\":\"subscribe\"}");
                var events = stopping.events(ann, "", Optional.empty());
                var writer = new Writer(Servers.kafka())) {
            socket.first("subscribed");
            events.first("subscribed");
            writer.execute(Events.of(ann, "orders", 0), 0);
            long begin = System.nanoTime();
            stopping.close();
            assertThat(socket.closeCode()).isEqualTo(1012);
            for (Messages client : List.of(socket, events)) {
                JsonNode farewell = client.first("error");
                assertThat(farewell.get("code").asString()).isEqualTo("restart");
                assertThat(farewell.get("retryAfterMs").asLong()).isBetween(100L, 5100L);
            }
            assertThat(System.nanoTime() - begin).isLessThan(60_000_000_000L);
        }
    }
}
