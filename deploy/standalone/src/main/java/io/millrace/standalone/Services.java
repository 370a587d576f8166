package io.millrace.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The services while they run in this JVM. */
final class Services implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Services.class);

    private final List<Service> services;
    private final Map<String, String> shared;
    private final Map<Service, ConfigurableApplicationContext> running = new ConcurrentHashMap<>();

    /** The services in the order in which they stop, and the settings that all of them are given. */
    Services(List<Service> services, Map<String, String> shared) {
        this.services = services;
        this.shared = shared;
    }

    /** Returns when every service says that it takes requests. */
    synchronized void start() throws Exception {
        Together.run(services.stream()
                .map(service -> (Together.Task) () -> start(service))
                .toList());
        Readiness.await(services);
    }

    private void start(Service service) {
        // Their own hooks would stop all at once, and the servers below them.
        running.put(service, service.application().registerShutdownHook(false).run(arguments(service)));
    }

    /** As command-line arguments they outrank the environment: its SERVER_PORT, if any, is not meant for all four. */
    private String[] arguments(Service service) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=" + service.url().getPort());
        shared.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        service.settings().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return arguments.toArray(String[]::new);
    }

    /** Stops what runs, each after the one before has stopped. */
    @Override
    public synchronized void close() {
        for (Service service : services) {
            ConfigurableApplicationContext context = running.remove(service);
            if (context != null) {
                log.info("Stopping the {}", service.name());
                context.close();
            }
        }
    }
}
