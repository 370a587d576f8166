package io.millrace.recorder.story;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import io.millrace.recorder.RecorderApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The service on a broker and a database, with a producer of records and a client of its interface. */
public final class RunningRecorder implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final String kafka;
    private final ConfigurableApplicationContext context;
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningRecorder(String kafka, String url, String user, String password, String... settings) {
        Stream<String> all = Stream.concat(
                Stream.of(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + kafka,
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=" + user,
                        "--spring.datasource.password=" + password,
                        "--millrace.recording.max-backoff=500ms",
                        // Tests tell of executions that are long past.
                        "--millrace.history.retention=0",
                        "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + Tokens.publicKey()),
                Arrays.stream(settings));
        this.kafka = kafka;
        this.context = RecorderApplication.application().run(all.toArray(String[]::new));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "max.request.size", 11 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** One for all tests that need nothing special: its broker and database are the fixture's. */
    public static RunningRecorder shared() {
        return Shared.RECORDER;
    }

    /** One of the caller's own, with settings as on a command line. */
    public static RunningRecorder on(String kafka, String jdbcUrl, String user, String password, String... settings) {
        return new RunningRecorder(kafka, jdbcUrl, user, password, settings);
    }

    /** Returns when the service says of itself that it is {@code UP} or {@code DOWN}. */
    public void awaitReadiness(String status) {
        Awaitility.await().until(this::readiness, status::equals);
    }

    private String readiness() {
        String body = get("anybody", "/actuator/health/readiness").body();
        return JSON.readTree(body).path("status").asString("");
    }

    /** Where its broker is. */
    public String kafka() {
        return kafka;
    }

    public void send(Story... stories) {
        send(Arrays.stream(stories).flatMap(story -> story.records().stream()).toList());
    }

    /** Returns when the broker has acknowledged all. */
    public void send(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            for (var sent : records.stream().map(producer::send).toList()) {
                sent.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sum of all gauges or counters of this name. */
    public double metric(String name) {
        return context.getBean(MeterRegistry.class).find(name).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    /** The database as its owner sees it. */
    public JdbcTemplate owner() {
        return context.getBean(JdbcTemplate.class);
    }

    /** The database as the role that reads sees it. */
    public DataSource query() {
        return context.getBean("queryDataSource", DataSource.class);
    }

    public HttpResponse<String> get(String user, String path, String... headers) {
        return send(request(Tokens.of(user), path, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** As a user who may read all. */
    public HttpResponse<String> getAsAdmin(String user, String path) {
        return send(request(Tokens.ofAdmin(user), path), HttpResponse.BodyHandlers.ofString());
    }

    /** An answer that is read by and by. */
    public HttpResponse<InputStream> stream(String user, String path) {
        return send(request(Tokens.of(user), path), HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String token, String path, String... headers) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(70))
                .header("Authorization", "Bearer " + token);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    @Override
    public void close() {
        producer.close();
        context.close();
    }

    private static final class Shared {
        static final RunningRecorder RECORDER = start();

        private static RunningRecorder start() {
            var database = Servers.postgres();
            var recorder = on(Servers.kafka(), database.url(), database.user(), database.password());
            recorder.awaitReadiness("UP");
            return recorder;
        }
    }
}
