package io.millrace.benchmark.flow;

import java.util.LinkedHashMap;
import java.util.Map;

/** How n8n is set. */
enum N8nSetup {
    AS_SHIPPED("as shipped"),
    TUNED("tuned");

    private final String title;

    N8nSetup(String title) {
        this.title = title;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** What is told besides where it finds its database and that it is to keep to this machine. */
    Map<String, String> tuning() {
        return switch (this) {
            case AS_SHIPPED -> Map.of();
            // What makes it fastest of all that keeps its executions' data and its one process.
            case TUNED -> Map.of("N8N_EXPRESSION_ENGINE", "legacy", "DB_POSTGRESDB_POOL_SIZE", "10");
        };
    }

    /**
     * The whole environment of its process but the path: nothing of what the benchmark was started with gets in.
     *
     * @param brokerPort where its task runner finds it
     */
    Map<String, String> environment(int port, int brokerPort, int databasePort, String database, String folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOME", folder);
        environment.put("LANG", "C.UTF-8");
        environment.put("NODE_ENV", "production"); // as in its image
        environment.put("N8N_USER_FOLDER", folder);
        environment.put("N8N_LISTEN_ADDRESS", "127.0.0.1");
        environment.put("N8N_PORT", Integer.toString(port));
        environment.put("N8N_RUNNERS_BROKER_PORT", Integer.toString(brokerPort));
        environment.put("DB_TYPE", "postgresdb");
        environment.put("DB_POSTGRESDB_HOST", "127.0.0.1");
        environment.put("DB_POSTGRESDB_PORT", Integer.toString(databasePort));
        environment.put("DB_POSTGRESDB_DATABASE", database);
        environment.put("DB_POSTGRESDB_USER", "postgres");
        for (String chatty : new String[] {
            "N8N_DIAGNOSTICS_ENABLED",
            "N8N_VERSION_NOTIFICATIONS_ENABLED",
            "N8N_TEMPLATES_ENABLED",
            "N8N_DYNAMIC_BANNERS_ENABLED",
            "N8N_COMMUNITY_PACKAGES_ENABLED",
            "N8N_PERSONALIZATION_ENABLED",
            "N8N_LICENSE_AUTO_RENEW_ENABLED"
        }) {
            environment.put(chatty, "false");
        }
        environment.putAll(tuning());
        return environment;
    }
}
