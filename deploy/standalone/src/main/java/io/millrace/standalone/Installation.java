package io.millrace.standalone;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole system in this JVM. What it starts are the four applications that production starts as four processes; only
 * their settings are made here.
 */
final class Installation implements AutoCloseable {

    private final Addresses addresses;
    private final DataServers servers;
    private final Services services;

    /** Claims the data folder and the ports, and starts nothing; throws where either is in use. */
    Installation(Options options) throws IOException, GeneralSecurityException {
        addresses = new Addresses(options.portBase());
        servers = new DataServers(options);
        try {
            addresses.requireFree(options);
            services = Wiring.services(addresses, servers, TokenKeys.in(options.data()));
        } catch (Exception e) {
            servers.close();
            throw e;
        }
    }

    /** Returns when everything answers: a line that says where, for programs. */
    synchronized String start() throws Exception {
        servers.start();
        services.start();
        Map<String, String> where = new LinkedHashMap<>();
        where.put("gateway", addresses.gateway().toString());
        where.put("recorder", addresses.recorder().toString());
        where.put("notifier", addresses.notifier().toString());
        where.put("kafka", servers.bootstrapServers());
        where.put("postgres", servers.database().shown());
        return "ready " + JsonMapper.shared().writeValueAsString(where);
    }

    /** Stops what runs: first who takes requests, last who keeps what they write. */
    @Override
    public synchronized void close() throws IOException {
        try (servers) {
            services.close();
        }
    }
}
