package io.millrace.acceptance.system;

import io.millrace.embedded.Ports;
import io.millrace.fixture.Database;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The four services as production runs them: each its own jar in its own process, told by Spring's own property names
 * where Kafka and PostgreSQL are.
 */
public final class SeparateProcesses implements MillraceSystem {

    /** Thirty-two bytes in base64; whoever knows it could end waits of these tests' executions. */
    private static final String CALLBACK_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static final String CREDENTIAL_KEY = CALLBACK_KEY;

    private final Path folder = Project.scratch("separate");
    private final TokenSigner tokens = new TokenSigner();
    private final String kafka;
    private final Map<String, String> shared = new HashMap<>();
    private final int ports;
    private final Database database;
    private final int workerCount;
    private final URI gatewayUri;
    private final URI recorderUri;
    private final URI notifierUri;
    private final List<Service> gateways;
    private final List<Service> workers;
    private final Service recorder;
    private final Service notifier;

    private SeparateProcesses(String kafka, Database database, int workerCount, int gatewayCount) {
        this.kafka = kafka;
        this.database = database;
        this.ports = Ports.free(2 + workerCount + gatewayCount);
        this.workerCount = workerCount;
        this.gatewayUri = local(ports);
        this.recorderUri = local(ports + 1);
        this.notifierUri = local(ports + 2);
        shared.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka);
        shared.put(
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLICKEYLOCATION",
                tokens.writePublicKey(folder.resolve("public-key.pem")).toUri().toString());
        shared.put("MILLRACE_PUBLICURLS_GATEWAY", gatewayUri.toString());
        shared.put("MILLRACE_PUBLICURLS_RECORDER", recorderUri.toString());
        shared.put("MILLRACE_PUBLICURLS_NOTIFIER", notifierUri.toString());
        shared.put("MILLRACE_CALLBACKS_KEYS", CALLBACK_KEY);
        shared.put("MILLRACE_CREDENTIALS_KEYS", CREDENTIAL_KEY);
        gateways = IntStream.range(0, gatewayCount)
                .mapToObj(i ->
                        service("trigger-gateway", gateway(i), Map.of("MILLRACE_RECORDERURL", recorderUri.toString())))
                .toList();
        workers = IntStream.range(0, workerCount)
                .mapToObj(i -> service("executor-worker", local(ports + 3 + i), Loopback.ALLOWED))
                .toList();
        recorder = service(
                "execution-recorder",
                recorderUri,
                Map.of(
                        "SPRING_DATASOURCE_URL", database.url(),
                        "SPRING_DATASOURCE_USERNAME", database.user(),
                        "SPRING_DATASOURCE_PASSWORD", database.password()));
        notifier = service("notifier", notifierUri, Map.of());
    }

    /** Starts all four and returns when each is ready. */
    public static SeparateProcesses start(String kafka, Database database) {
        return start(kafka, database, 1);
    }

    /** Starts them with so many workers and returns when each is ready. */
    public static SeparateProcesses start(String kafka, Database database, int workers) {
        return start(kafka, database, workers, 1);
    }

    /** Starts them with so many workers and gateways and returns when each is ready. */
    public static SeparateProcesses start(String kafka, Database database, int workers, int gateways) {
        SeparateProcesses system = new SeparateProcesses(kafka, database, workers, gateways);
        try {
            system.processes().forEach(Service::start);
            system.processes().forEach(Service::awaitReady);
            return system;
        } catch (RuntimeException e) {
            system.closeAfter(e);
            throw e;
        }
    }

    /** The process that runs workflows; the first one if there are several. */
    public Service worker() {
        return workers.getFirst();
    }

    /** The processes that take webhooks. */
    public List<Service> gateways() {
        return gateways;
    }

    /** Where each of them is; the first is the one that everything else is asked of. */
    public URI gateway(int index) {
        return index == 0 ? gatewayUri : local(ports + 2 + workerCount + index);
    }

    /** The processes that run workflows. */
    public List<Service> workers() {
        return workers;
    }

    /** The process that records. */
    public Service recorderProcess() {
        return recorder;
    }

    /** Lets the recorder's own program compare the history with the log; returns what it printed when it is content. */
    public String verifyHistory() {
        return recorder.run("rebuild", "--verify");
    }

    @Override
    public URI gateway() {
        return gatewayUri;
    }

    @Override
    public URI recorder() {
        return recorderUri;
    }

    @Override
    public URI notifier() {
        return notifierUri;
    }

    @Override
    public String kafka() {
        return kafka;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public List<URI> services() {
        return Stream.of(
                        IntStream.range(0, gateways.size()).mapToObj(this::gateway),
                        Stream.of(recorderUri, notifierUri),
                        IntStream.range(0, workerCount).mapToObj(i -> local(ports + 3 + i)))
                .flatMap(addresses -> addresses)
                .toList();
    }

    @Override
    public List<Path> logs() {
        return List.of(folder);
    }

    @Override
    public String token(String user) {
        return tokens.token(user);
    }

    @Override
    public void close() {
        processes().forEach(Service::terminate);
        processes().forEach(Service::close);
    }

    private List<Service> processes() {
        return Stream.of(gateways, List.of(recorder, notifier), workers)
                .flatMap(List::stream)
                .toList();
    }

    private Service service(String module, URI uri, Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(shared);
        environment.putAll(own);
        environment.put("SERVER_PORT", Integer.toString(uri.getPort()));
        List<String> command = List.of(
                Project.java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                // For runs of a minute, starting quickly is worth more than the last compiler's code.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Project.executable(module).toString());
        return new Service(
                module,
                command,
                environment,
                folder.resolve(module + "-" + uri.getPort() + ".log"),
                List.of(uri.resolve("/actuator/health/readiness")));
    }

    private static URI local(int port) {
        return URI.create("http://localhost:" + port);
    }
}
