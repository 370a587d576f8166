package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.OpenApiDocument;
import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real application on a port of its own, and a client for it. */
final class Gateway implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    /** Forty-four characters of base64 are thirty-two bytes and more. */
    static final String CALLBACK_KEY = "A".repeat(44);

    /** As long as they have to be. */
    static final String CREDENTIAL_KEY = "A".repeat(43) + "=";

    /** What is slow because the machine is busy is no failure: a test that is about time sets its own. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "--millrace.credentials.keys=", CREDENTIAL_KEY,
            "--millrace.callbacks.keys=", CALLBACK_KEY,
            "--millrace.gateway.answer-timeout=", "60s",
            "--millrace.gateway.max-processor-delay=", "0",
            "--millrace.idempotency.expression-timeout=", "3s");

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final ConfigurableApplicationContext context;
    final URI base;
    private final AtomicReference<OpenApiDocument> documentation = new AtomicReference<>();

    private Gateway(ConfigurableApplicationContext context) {
        this.context = context;
        this.base = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /** One that all tests of this JVM share, against the shared broker. */
    static Gateway shared() {
        return Shared.GATEWAY;
    }

    static Gateway start(String bootstrapServers, String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--spring.kafka.client-id=trigger-gateway-" + COUNT.incrementAndGet(),
                "--spring.security.oauth2.resourceserver.jwt.public-key-location=" + Users.PUBLIC_KEY.toUri()));
        arguments.addAll(List.of(settings));
        DEFAULTS.forEach((name, value) -> {
            if (arguments.stream().noneMatch(argument -> argument.startsWith(name))) {
                arguments.add(name + value);
            }
        });
        return new Gateway(GatewayApplication.application().run(arguments.toArray(String[]::new)));
    }

    private static final class Shared {
        static final Gateway GATEWAY = start(Servers.kafka());
    }

    /** An answer; its body is read as JSON where it is asked for. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        UUID executionId() {
            assertThat(status()).as(response.body()).isEqualTo(202);
            return UUID.fromString(json().path("executionId").stringValue());
        }

        Answer expect(int status) {
            assertThat(status()).as(response.body()).isEqualTo(status);
            return this;
        }

        Answer expectProblem(int status, String slug) {
            expect(status);
            assertThat(json().path("type").stringValue()).isEqualTo("urn:millrace:problem:" + slug);
            return this;
        }
    }

    /** A request that is being put together. */
    final class Call {
        private final HttpRequest.Builder request;

        private Call(String method, String path, byte[] body) {
            this.request = HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : base.resolve(path))
                    .timeout(Patience.LONG)
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        }

        Call as(String user) {
            request.header("Authorization", "Bearer " + Users.token(user));
            return this;
        }

        Call header(String name, String value) {
            request.header(name, value);
            return this;
        }

        Call headers(Map<String, String> headers) {
            headers.forEach(request::header);
            return this;
        }

        Answer send() {
            try {
                var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
                requireDocumented(answer);
                return new Answer(answer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** What {@code /openapi.json} says. */
    OpenApiDocument documentation() throws IOException, InterruptedException {
        var known = documentation.get();
        if (known == null) {
            var request = HttpRequest.newBuilder(base.resolve("/openapi.json")).build();
            var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            known = new OpenApiDocument(answer.body());
            documentation.set(known);
        }
        return known;
    }

    /**
     * Whatever any test is answered is documented, but for what workflows answer and what the server itself refuses.
     */
    private void requireDocumented(HttpResponse<String> answer) throws IOException, InterruptedException {
        String method = answer.request().method();
        String path = answer.uri().getRawPath();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        boolean ours = path.startsWith("/webhooks/") ? type.endsWith("problem+json") : !type.startsWith("text/html");
        var call = documentation().find(method, path);
        if (ours && call.isPresent()) {
            assertThat(documentation()
                            .flaws(call.get().path(), call.get().method(), answer.statusCode(), type, answer.body()))
                    .as("%s %s: %d %s", method, answer.uri(), answer.statusCode(), answer.body())
                    .isEmpty();
        }
    }

    Call call(String method, String path) {
        return new Call(method, path, new byte[0]);
    }

    Call call(String method, String path, byte[] body) {
        return new Call(method, path, body);
    }

    Call json(String method, String path, String body) {
        return call(method, path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .header("Content-Type", "application/json");
    }

    Answer publish(String user, String id, String definition) {
        return json("PUT", "/workflows/" + id, definition).as(user).send();
    }

    @Override
    public void close() {
        context.close();
    }
}
