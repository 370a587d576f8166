package io.millrace.standalone;

import io.millrace.recorder.rebuild.RebuildCommand;
import java.util.ArrayList;
import java.util.List;

/** Lets the recorder's own program make the history anew, or compare it, where {@code deploy/up} runs. */
public final class RebuildHistory {
    private static final String USAGE =
            "usage: deploy/rebuild [--verify] [--port-base N] [--kafka HOST:PORT] [--postgres JDBC_URL]";
    private static final String VERIFY = "--verify";

    private RebuildHistory() {}

    /** Ends with status 1 where a comparison found differences, 2 where it could not be done. */
    public static void main(String[] arguments) {
        try {
            System.exit(RebuildCommand.run(settings(arguments).toArray(String[]::new)));
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    static List<String> settings(String... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        var settings = new ArrayList<String>();
        if (words.removeIf(VERIFY::equals)) {
            settings.add(VERIFY);
        }
        Options options = Options.parse(words.toArray(String[]::new)).withoutOthers();
        var addresses = new Addresses(options.portBase());
        settings.add(
                "--spring.kafka.bootstrap-servers=" + options.kafka().orElse("localhost:" + addresses.kafkaPort()));
        String database = options.postgres()
                .orElse("jdbc:postgresql://localhost:" + addresses.postgresPort() + "/millrace?user=postgres");
        new JdbcUrl(database).datasource().forEach((name, value) -> settings.add("--" + name + "=" + value));
        return settings;
    }
}
