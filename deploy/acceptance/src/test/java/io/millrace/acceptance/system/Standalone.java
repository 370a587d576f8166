package io.millrace.acceptance.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.embedded.Folders;
import io.millrace.embedded.Ports;
import io.millrace.fixture.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole system in one process, as {@code deploy/up} runs it, on the servers that it brings. */
public final class Standalone implements MillraceSystem {

    private static final int PORTS = 6;

    private final Path data = Project.scratch("standalone");
    private final int base = Ports.free(PORTS);
    private final Service service;

    private Standalone() {
        Map<String, String> environment = new HashMap<>(Loopback.ALLOWED);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        service = new Service(
                "deploy/up",
                List.of(
                        Project.path("deploy/up").toString(),
                        "--data",
                        data.resolve("data").toString(),
                        "--port-base",
                        Integer.toString(base)),
                environment,
                data.resolve("up.log"),
                Stream.of(gateway(), worker(), recorder(), notifier())
                        .map(uri -> uri.resolve("/actuator/health/readiness"))
                        .toList());
    }

    /** Starts everything and returns when it is ready. */
    public static Standalone start() {
        markAsBuilt();
        Standalone system = new Standalone();
        try {
            system.service.start().awaitReady();
            return system;
        } catch (RuntimeException e) {
            system.closeAfter(e);
            throw e;
        }
    }

    @Override
    public URI gateway() {
        return local(0);
    }

    @Override
    public URI recorder() {
        return local(2);
    }

    @Override
    public URI notifier() {
        return local(3);
    }

    @Override
    public String kafka() {
        return "localhost:" + (base + 4);
    }

    @Override
    public Database database() {
        return new Database("jdbc:postgresql://localhost:" + (base + 5) + "/millrace", "postgres", "");
    }

    @Override
    public List<URI> services() {
        return List.of(gateway(), worker(), recorder(), notifier());
    }

    @Override
    public List<Path> logs() {
        return List.of(data.resolve("up.log"), data.resolve("data/log"));
    }

    /** What {@code deploy/token} prints. */
    @Override
    public String token(String user) {
        ProcessBuilder builder = new ProcessBuilder(
                        Project.path("deploy/token").toString(),
                        user,
                        "--data",
                        data.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            String token = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("deploy/token failed");
            }
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        try {
            // The logs stay.
            Folders.delete(data.resolve("data/kafka"));
            Folders.delete(data.resolve("data/postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI worker() {
        return local(1);
    }

    private URI local(int offset) {
        return URI.create("http://localhost:" + (base + offset));
    }

    /** Maven has just built it, but keeps the old jar where only what it needs has changed. */
    private static void markAsBuilt() {
        Path jar = Project.path("deploy/standalone/target/standalone.jar");
        try {
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException("build with ./mvnw -pl deploy/acceptance -am verify", e);
        }
    }
}
