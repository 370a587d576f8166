package io.millrace.benchmark.history;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.Tokens;
import io.millrace.embedded.Ports;
import io.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The recorder in a process of its own, as production runs it. */
final class Recorder implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration FOLDED = Duration.ofHours(2);

    private final String kafka;
    private final int port = Ports.free();
    private final Tokens tokens;
    private final List<String> settings;
    private final Map<String, String> known = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final JavaProcess process;

    Recorder(Path folder, Broker broker, Database database) throws IOException, GeneralSecurityException {
        this.tokens = new Tokens(folder);
        this.kafka = broker.bootstrapServers();
        this.settings = List.of(
                "--server.port=" + port,
                "--spring.kafka.bootstrap-servers=" + kafka,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                        + tokens.publicKey().toUri());
        var arguments = new ArrayList<String>(List.of("-Xmx512m", "-jar", jar()));
        arguments.addAll(settings);
        this.process = new JavaProcess("recorder", arguments, folder.resolve("recorder.log"));
    }

    private static String jar() {
        Path jar = Path.of(
                System.getProperty("millrace.home", "."), "execution-recorder/target/execution-recorder-exec.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: ./mvnw -DskipTests -pl execution-recorder -am package");
        }
        return jar.toString();
    }

    void start() throws IOException {
        process.start().await("to be ready", START, () -> status("/actuator/health/readiness") == 200);
    }

    Duration cpu() {
        return process.cpu();
    }

    long resident() {
        return process.resident();
    }

    /** Returns once the history has all that the topics have. */
    void awaitFolded(Database database) {
        Map<String, Long> ends = ends();
        process.await("to have folded everything", FOLDED, () -> database.behind(ends) == 0);
    }

    private Map<String, Long> ends() {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        for (String topic : List.of(Topics.TRIGGERS, Topics.EVENTS)) {
            for (int partition = 0; partition < Topics.DEFAULT_PARTITIONS; partition++) {
                latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            var ends = new HashMap<String, Long>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                    admin.listOffsets(latest).all().get().entrySet()) {
                ends.put(end.getKey().toString(), end.getValue().offset());
            }
            return ends;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks as that user; fails where the answer is not 200. */
    void get(String user, String path) {
        HttpResponse<String> answer = send(request(path).header("Authorization", "Bearer " + token(user)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Returns once the execution is shown as finished; fails after a minute. */
    void awaitFinished(String user, UUID id) {
        HttpResponse<String> answer = send(request("/executions/" + id)
                .header("Authorization", "Bearer " + token(user))
                .header("Prefer", "wait=60"));
        if (answer.statusCode() != 200 || !answer.body().contains("\"finishedAt\":\"")) {
            throw new IllegalStateException(id + " did not finish: " + answer.statusCode() + " " + answer.body());
        }
    }

    private synchronized String token(String user) {
        return known.computeIfAbsent(user, name -> {
            try {
                return tokens.of(name);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private int status(String path) {
        try {
            return client.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(90));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lets its own program compare the history with the topics; returns the last line and how long it took. */
    String verify() throws IOException {
        long begin = System.nanoTime();
        var command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        Stream.of("-Xmx512m", "-jar", jar(), "rebuild", "--verify"),
                        settings.stream())
                .flatMap(part -> part)
                .toList();
        Process comparing =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String last = comparing.inputReader().lines().reduce("", (earlier, later) -> later);
        return last + " (" + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s)";
    }

    @Override
    public void close() {
        process.close();
    }
}
