package io.millrace.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param data where everything is kept
 * @param portBase the gateway's port; the others follow it
 * @param kafka bootstrap servers of a Kafka outside, instead of the embedded one
 * @param postgres JDBC URL of a PostgreSQL outside, instead of the embedded one
 * @param others what is not an option
 */
record Options(Path data, int portBase, Optional<String> kafka, Optional<String> postgres, List<String> others) {

    private static final int PORTS = 6;

    static Options parse(String... arguments) {
        Path data = Path.of(System.getProperty("millrace.home", ""), ".millrace");
        int portBase = 8080;
        Optional<String> kafka = Optional.empty();
        Optional<String> postgres = Optional.empty();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--data" -> data = Path.of(value(arguments, i++));
                case "--port-base" -> portBase = port(value(arguments, i++));
                case "--kafka" -> kafka = Optional.of(value(arguments, i++));
                case "--postgres" -> postgres = Optional.of(jdbcUrl(value(arguments, i++)));
                default -> others.add(other(arguments[i]));
            }
        }
        return new Options(data.toAbsolutePath().normalize(), portBase, kafka, postgres, List.copyOf(others));
    }

    Options withoutOthers() {
        if (!others.isEmpty()) {
            throw new UsageException("there is no argument " + others.getFirst());
        }
        return this;
    }

    Path log() {
        return data.resolve("log");
    }

    private static String value(String[] arguments, int option) {
        if (option + 1 == arguments.length) {
            throw new UsageException(arguments[option] + " wants a value");
        }
        return arguments[option + 1];
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) == 0 || Integer.parseInt(value) > 65_536 - PORTS) {
            throw new UsageException("--port-base wants a number from 1 to " + (65_536 - PORTS) + ", not " + value);
        }
        return Integer.parseInt(value);
    }

    private static String jdbcUrl(String value) {
        if (!value.startsWith("jdbc:postgresql:")) {
            throw new UsageException("--postgres wants a URL that begins with jdbc:postgresql:, not " + value);
        }
        return value;
    }

    private static String other(String argument) {
        if (argument.startsWith("-")) {
            throw new UsageException("there is no option " + argument);
        }
        return argument;
    }
}
