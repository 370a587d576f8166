package io.millrace.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Waits until a service says that it takes requests. */
final class Readiness {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Readiness() {}

    /** Throws, with the last answer, where a service is not ready within two minutes. */
    static void await(Iterable<Service> services) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Service service : services) {
                String answer = answer(client, service.url());
                while (!answer.startsWith("200 ")) {
                    if (System.nanoTime() > deadline) {
                        throw new IOException(service.name() + " is not ready: " + answer);
                    }
                    Thread.sleep(PAUSE);
                    answer = answer(client, service.url());
                }
            }
        }
    }

    private static String answer(HttpClient client, URI service) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
