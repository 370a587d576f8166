package io.millrace.benchmark.history;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.JavaProcess;
import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import io.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The recorder in a process of its own, as production runs it. */
final class Recorder implements AutoCloseable {
    private static final Duration FOLDED = Duration.ofHours(2);

    private final Path folder;
    private final String kafka;
    private final Tokens tokens;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServiceProcess service;

    Recorder(Path folder, Broker broker, Database database) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.tokens = new Tokens(folder);
        this.kafka = broker.bootstrapServers();
        this.service = new ServiceProcess(
                "execution-recorder",
                folder,
                List.of("-Xmx512m"),
                List.of(
                        "--spring.kafka.bootstrap-servers=" + kafka,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=postgres",
                        "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                                + tokens.publicKey().toUri()));
    }

    void start() throws IOException {
        service.start();
    }

    Duration cpu() {
        return service.process().cpu();
    }

    long resident() {
        return service.process().resident();
    }

    /** Returns once the history has all that the topics have. */
    void awaitFolded(Database database) {
        Map<String, Long> ends = ends();
        service.process().await("to have folded everything", FOLDED, () -> database.behind(ends) == 0);
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
        HttpResponse<String> answer = send(request(path).header("Authorization", "Bearer " + tokens.of(user)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Returns once the execution is shown as finished; fails after a minute. */
    void awaitFinished(String user, UUID id) {
        HttpResponse<String> answer = send(request("/executions/" + id)
                .header("Authorization", "Bearer " + tokens.of(user))
                .header("Prefer", "wait=60"));
        if (answer.statusCode() != 200 || !answer.body().contains("\"finishedAt\":\"")) {
            throw new IllegalStateException(id + " did not finish: " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.uri(path)).timeout(Duration.ofSeconds(90));
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
    String verify() throws IOException, InterruptedException {
        Path said = folder.resolve("verify.log");
        long begin = System.nanoTime();
        try (var comparing = new JavaProcess("verify", service.beside("rebuild", "--verify"), said)) {
            comparing.start().awaitEnd(FOLDED);
        }
        return Files.readAllLines(said).getLast() + " ("
                + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s)";
    }

    @Override
    public void close() {
        service.close();
    }
}
