package io.millrace.acceptance.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of its own that can be stopped, killed and started again. Not thread-safe. */
public final class Service implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofMinutes(1);

    private final String name;
    private final ProcessBuilder builder;
    private final Path output;
    private final List<URI> ready;
    private @Nullable Process process;

    /**
     * Not running yet.
     *
     * @param environment added to this process's own, without what would configure services by accident
     * @param output the file that takes what it prints; runs after the first are appended
     * @param ready what answers 200 once it takes requests
     */
    Service(String name, List<String> command, Map<String, String> environment, Path output, List<URI> ready) {
        this.name = name;
        this.output = output;
        this.ready = ready;
        this.builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.matches("(SPRING|SERVER|MANAGEMENT|MILLRACE|JAVA_TOOL)_.*"));
        builder.environment().putAll(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(this::destroy, name + "-destroy"));
    }

    /** Starts the process; {@link #awaitReady()} waits for it. */
    public Service start() {
        if (isRunning()) {
            throw new IllegalStateException(name + " already runs");
        }
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
        log.info("{} is process {}, its output is in {}", name, process.pid(), output);
        return this;
    }

    /** Returns once it takes requests; fails where it ends before, or takes longer than four minutes. */
    public Service awaitReady() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Awaitility.await(name + " to be ready, see " + output)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        if (!isRunning()) {
                            throw new IllegalStateException(name + " has ended, see " + output);
                        }
                        for (URI uri : ready) {
                            if (!answersOk(client, uri)) {
                                return false;
                            }
                        }
                        return true;
                    });
        }
        return this;
    }

    /**
     * Runs the same program with other arguments beside it, with the same settings, and returns what it printed.
     *
     * @throws IllegalStateException if it ends with another status than 0
     */
    String run(String... arguments) {
        var beside = new ProcessBuilder(
                Stream.concat(builder.command().stream(), Stream.of(arguments)).toList());
        beside.environment().clear();
        beside.environment().putAll(builder.environment());
        try {
            Process started = beside.redirectErrorStream(true).start();
            String printed = new String(started.getInputStream().readAllBytes(), UTF_8);
            int status = started.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        name + " " + String.join(" ", arguments) + " ended with " + status + ":\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with SIGKILL, and returns when it is gone. */
    public void kill() {
        Process running = running();
        log.info("Killing {}, process {}", name, running.pid());
        running.destroyForcibly();
        awaitEnd(running);
    }

    /** Stops it in its tracks with SIGSTOP: it holds its connections and does nothing until {@link #resume()}. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on, with SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        long pid = running().pid();
        log.info("SIG{} to {}, process {}", name, this.name, pid);
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to end, with SIGTERM as operators do; {@link #close()} waits for that. */
    void terminate() {
        if (isRunning()) {
            running().destroy();
        }
    }

    /** Ends it with SIGTERM and returns when it is gone. */
    @Override
    public void close() {
        if (isRunning()) {
            terminate();
            awaitEnd(running());
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    private void awaitEnd(Process running) {
        try {
            if (!running.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly();
                throw new IllegalStateException(name + " did not stop within " + STOP + ", see " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A test run that ends early leaves nothing behind. */
    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static boolean answersOk(HttpClient client, URI uri) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            log.debug("{} does not answer yet", uri, e);
            return false;
        }
    }
}
