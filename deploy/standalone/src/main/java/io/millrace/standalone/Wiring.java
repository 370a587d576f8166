package io.millrace.standalone;

import io.millrace.gateway.GatewayApplication;
import io.millrace.notifier.NotifierApplication;
import io.millrace.recorder.RecorderApplication;
import io.millrace.worker.WorkerApplication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings that turn four applications into one system. */
final class Wiring {

    private static final String CALLBACK_KEYS = "millrace.callbacks.keys";
    private static final String CALLBACKS = "callbacks";
    private static final String CREDENTIAL_KEYS = "millrace.credentials.keys";

    private Wiring() {}

    /** In the order in which they stop: along the data's way, so that each has what it needs until its end. */
    static Services services(Addresses addresses, DataServers servers, TokenKeys keys) {
        return new Services(
                List.of(
                        new Service(
                                "gateway",
                                addresses.gateway(),
                                GatewayApplication.application(),
                                gateway(addresses, keys)),
                        new Service("worker", addresses.worker(), WorkerApplication.application(), worker(keys)),
                        new Service(
                                "recorder",
                                addresses.recorder(),
                                RecorderApplication.application(),
                                recorder(servers, keys)),
                        new Service(
                                "notifier",
                                addresses.notifier(),
                                NotifierApplication.application(),
                                Map.of("millrace.tickets.key", keys.secret("tickets")))),
                shared(addresses, servers, keys));
    }

    private static Map<String, String> shared(Addresses addresses, DataServers servers, TokenKeys keys) {
        return Map.of(
                "spring.kafka.bootstrap-servers", servers.bootstrapServers(),
                "spring.security.oauth2.resourceserver.jwt.public-key-location",
                        keys.publicKeyFile().toUri().toString(),
                "millrace.public-urls.gateway", addresses.gateway().toString(),
                "millrace.public-urls.recorder", addresses.recorder().toString(),
                "millrace.public-urls.notifier", addresses.notifier().toString(),
                "millrace.cors.allowed-origins", addresses.notifier().toString(),
                "spring.main.banner-mode", "off",
                "spring.lifecycle.timeout-per-shutdown-phase", "10s");
    }

    private static Map<String, String> gateway(Addresses addresses, TokenKeys keys) {
        return Map.of(
                CALLBACK_KEYS,
                keys.base64Key(CALLBACKS),
                CREDENTIAL_KEYS,
                CredentialKeySetting.of(System.getenv(), keys),
                "millrace.recorder-url",
                addresses.recorder().toString());
    }

    private static Map<String, String> worker(TokenKeys keys) {
        return Map.of(
                CALLBACK_KEYS,
                keys.base64Key(CALLBACKS),
                CREDENTIAL_KEYS,
                CredentialKeySetting.of(System.getenv(), keys),
                // It has no interface to describe, though what describes the others' is on its class path here.
                "springdoc.api-docs.enabled",
                "false");
    }

    private static Map<String, String> recorder(DataServers servers, TokenKeys keys) {
        Map<String, String> settings = new HashMap<>(servers.database().datasource());
        // Kept across restarts, so that a page cursor is good after one.
        settings.put("millrace.query.cursor-key", keys.secret("page cursors"));
        return settings;
    }
}
