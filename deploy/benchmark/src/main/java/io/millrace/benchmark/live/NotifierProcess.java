package io.millrace.benchmark.live;

import io.millrace.benchmark.JavaProcess;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The built notifier in a process of its own. */
final class NotifierProcess implements AutoCloseable {
    private final int port;
    private final JavaProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    NotifierProcess(Path folder, String kafka, Path publicKey, int partitions) throws IOException {
        Path jar = Path.of(System.getProperty("millrace.home", "."), "notifier/target/notifier-exec.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: ./mvnw -DskipTests -pl notifier -am package");
        }
        port = Ports.free();
        process = new JavaProcess(
                "notifier",
                List.of(
                        "-Xmx" + System.getProperty("live.heap", "512m"),
                        "-jar",
                        jar.toString(),
                        "--server.port=" + port,
                        "--spring.kafka.bootstrap-servers=" + kafka,
                        "--millrace.topics.partitions=" + partitions,
                        "--millrace.tickets.key=a-secret-that-is-only-for-this-benchmark",
                        "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + publicKey),
                folder.resolve("notifier.log"));
    }

    /** Starts it and returns when it takes sockets. */
    void start() throws IOException {
        process.start();
        process.await("to become ready", Duration.ofMinutes(5), () -> answers("/actuator/health/readiness"));
    }

    private boolean answers(String path) throws InterruptedException {
        try {
            return http.send(request(path), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    int port() {
        return port;
    }

    JavaProcess process() {
        return process;
    }

    /** What is left of the heap after a collection, in bytes. */
    long liveHeap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return (long) sum("jvm_memory_used_bytes{.*area=\"heap\".*");
    }

    /** The sum of its metrics whose lines match. */
    double sum(String pattern) throws IOException, InterruptedException {
        return metrics().stream()
                .filter(line -> line.matches(pattern.replace("{", "\\{") + " .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Its own metrics, line by line. */
    List<String> metrics() throws IOException, InterruptedException {
        return http.send(request("/actuator/prometheus"), BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
