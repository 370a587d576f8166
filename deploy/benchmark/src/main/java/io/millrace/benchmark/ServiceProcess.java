package io.millrace.benchmark;

import io.millrace.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A built service in a process of its own, as production runs it. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);

    private final String name;
    private final int port = Ports.free();
    private final JavaProcess process;
    private final List<String> settings;
    private final String jar;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Not running yet.
     *
     * @param module the service's module, whose jar must have been built
     * @param options of its JVM, its heap for one
     * @param settings what it is told besides its port, as Spring takes arguments
     */
    public ServiceProcess(String module, Path folder, List<String> options, List<String> settings) {
        this(module, folder, options, settings, Launch.asTold());
    }

    /** The same, started in a certain way. */
    public ServiceProcess(String module, Path folder, List<String> options, List<String> settings, Launch launch) {
        Path file = Path.of(System.getProperty("millrace.home", "."), module, "target", module + "-exec.jar");
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is missing: ./mvnw -DskipTests -pl " + module + " -am package");
        }
        this.name = module;
        this.jar = file.toString();
        this.settings = new ArrayList<>(settings);
        this.settings.add("--server.port=" + port);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(launch.arguments(file));
        arguments.addAll(this.settings);
        this.process = new JavaProcess(module, arguments, folder.resolve(module + ".log"));
    }

    /** Starts it and returns when it is ready. */
    public void start() throws IOException {
        process.start().await("to be ready", START, this::isReady);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(request("/actuator/health/readiness"), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** The arguments that run another program of its jar with the same settings. */
    public List<String> beside(String... program) {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-jar", jar));
        arguments.addAll(List.of(program));
        arguments.addAll(settings);
        return arguments;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Its module's name. */
    public String name() {
        return name;
    }

    /** Something below its address. */
    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** The process, to be measured. */
    public JavaProcess process() {
        return process;
    }

    /** What is left of the heap after a collection, in bytes. */
    public long liveHeap() throws IOException, InterruptedException {
        new ProcessBuilder(JavaProcess.tool("jcmd"), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return usedHeap();
    }

    /** What its heap holds now, garbage included, in bytes. */
    public long usedHeap() throws IOException, InterruptedException {
        return (long) sum("jvm_memory_used_bytes{.*area=\"heap\".*");
    }

    /** The sum of its metrics whose lines match. */
    public double sum(String pattern) throws IOException, InterruptedException {
        return metrics().stream()
                .filter(line -> line.matches(pattern.replace("{", "\\{") + " .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Its own metrics, line by line. */
    public List<String> metrics() throws IOException, InterruptedException {
        return http.send(request("/actuator/prometheus"), BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
    }

    @Override
    public void close() {
        process.close();
    }
}
